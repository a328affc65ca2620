package main

import (
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/link"
)

// A result is the findings of a run and its failures. A run may have both, since a package
// that cannot be analyzed does not hide the findings in others.
type result struct {
	findings []finding.Finding
	analyzed map[string]bool            // paths of the packages
	maps     map[string][]inventory.Map // for a report, by package
	certain  map[link.At]string         // for a report: the confidence of findings
	rules    []ledger.Count             // how often the rules applied in all packages
	records  []*link.Record             // of the packages, for the link step
	unlinked bool                       // some record cannot be read
	messages []string                   // for the user, on standard error
	failed   bool                       // some package was not analyzed
}
