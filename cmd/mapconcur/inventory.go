package main

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/inventory"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/output"
	"github.com/mapconcur/mapconcur/internal/page"
)

// addInventory adds the shared maps of a package from the message of the diagnostic that
// carries them.
func (r *result) addInventory(u unit, data string) error {
	var p inventory.Package
	if err := json.Unmarshal([]byte(data), &p); err != nil {
		return err
	}
	p.MapFiles(func(posn string) string {
		at := finding.ParsePosition(posn)
		if at.File == "" {
			return posn
		}
		return u.localName(at.File) + posn[len(at.File):]
	})
	r.maps[u.path] = p.Maps
	for _, f := range p.Findings {
		r.certain[link.At{Posn: f.Posn, Category: f.Category}] = f.Confidence
	}
	return nil
}

// report returns the findings and the shared maps as the report shows them.
func (c *command) report(r *result) (*page.Report, error) {
	dir, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	packages := map[string]*page.Package{}
	of := func(path string) *page.Package {
		if packages[path] == nil {
			packages[path] = &page.Package{Path: path, Maps: []inventory.Map{}}
		}
		return packages[path]
	}
	for path := range r.analyzed {
		// The report leaves out test packages without shared maps.
		if p := r.maps[path]; len(p) > 0 || !strings.HasSuffix(path, "_test") {
			of(path).Maps = append(of(path).Maps, p...)
		}
	}
	for i, print := range finding.Fingerprints(r.findings, new(finding.Sources)) {
		f := r.findings[i]
		patch, err := patchOf(dir, f)
		if err != nil {
			return nil, err
		}
		p := of(f.Package)
		p.Findings = append(p.Findings, page.Finding{
			Finding: f, Fingerprint: print, Patch: patch, Confidence: r.certain[link.At{Posn: f.Posn, Category: f.Category}],
			Owners: c.source.ownersOf(f.Posn),
		})
	}
	report := &page.Report{
		Origin: page.Origin{Version: moduleVersion(), Date: c.date, Commit: c.source.commit, Modified: c.source.modified, Flags: c.reportFlags()},
		URL:    c.url, Dir: dir, Messages: r.messages, Before: c.before,
		Source: page.SourceURL{Template: c.sourceURL, Root: c.source.root, Commit: c.source.commit},
	}
	for _, path := range slices.Sorted(maps.Keys(packages)) {
		report.Packages = append(report.Packages, *packages[path])
	}
	return report, nil
}

// patchOf returns the fix of one finding as a patch, or "" if it has none.
func patchOf(dir string, f finding.Finding) (string, error) {
	revisions, err := newPatch([]finding.Finding{f}).revisions()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	for _, r := range revisions {
		b.WriteString(text.Unified(output.Shorten(dir, r.name), r.before, r.after))
	}
	return b.String(), nil
}
