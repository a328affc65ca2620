package analyzer_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/mapconcur/mapconcur/analyzer"
)

// TestCauses runs the analyzer over testdata/src/causes: one cause is one finding that
// lists the other accesses, and an access that its own package reports is not reported
// by those that import it.
func TestCauses(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	a := analyzer.New(analyzer.Config{Related: true, NoAlternatives: true})
	for _, r := range analysistest.Run(noFacts{t}, testdata, a, "causes/room", "causes/server", "causes/maps", "causes/apart") {
		for _, d := range r.Diagnostics {
			others := len(d.Related) - 1 // the first is the conflicting access
			if listed := fmt.Sprintf("; and %d more: ", others); strings.Contains(d.Message, listed) != (others > 0) {
				t.Errorf("%s: %q has %d other places", r.Pass.Pkg.Path(), d.Message, others)
			}
		}
	}
}

// TestFixOfCause compares what the one fix of a finding makes of all its accesses.
func TestFixOfCause(t *testing.T) {
	testdata := filepath.Join(mustAbs(t, ".."), "testdata")
	analysistest.RunWithSuggestedFixes(noFacts{t}, testdata, analyzer.New(analyzer.Config{NoAlternatives: true}), "causes/room", "fixes/cause")
}
