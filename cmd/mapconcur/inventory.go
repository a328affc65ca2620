package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/inventory"
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
	return nil
}

// checkReportFile returns an error if the name of a file does not tell the form of the
// report.
func checkReportFile(name string) error {
	if ext := filepath.Ext(name); ext != ".html" && ext != ".json" {
		return fmt.Errorf("%q ends neither in .html nor in .json", name)
	}
	return nil
}

// writeReports writes the report to each file on the command line.
func (c *command) writeReports(r *result) error {
	c.tell("collecting the shared maps")
	report, err := c.report(r)
	if err != nil {
		return err
	}
	for _, name := range c.files {
		c.tell("writing " + name)
		write := report.HTML
		if filepath.Ext(name) == ".json" {
			write = report.JSON
		}
		if err := create(name, write); err != nil {
			return err
		}
	}
	return nil
}

// create creates a file and writes its content.
func create(name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	if err := write(f); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", name, err)
	}
	return f.Close()
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
		p.Findings = append(p.Findings, page.Finding{Finding: f, Fingerprint: print, Patch: patch})
	}
	report := &page.Report{Version: moduleVersion(), URL: c.url, Dir: dir, Messages: r.messages}
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
