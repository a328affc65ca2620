// Package page draws a report to look at: the shared maps of some packages, with
// the lock that guards each, the threads that reach it, and the findings with
// their patches. It makes one HTML page that needs nothing else, and the same
// figures as JSON.
package page

import (
	_ "embed"
	"html/template"
	"io"
	"path/filepath"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/inventory"
)

// A Report is what is drawn.
type Report struct {
	Version  string // of mapconcur
	URL      string // of the documentation of the categories
	Dir      string // files below it are named relative to it
	Packages []Package
	Messages []string // of packages that could not be analyzed
}

// A Package is a part of a report.
type Package struct {
	Path     string
	Maps     []inventory.Map
	Findings []Finding
}

// A Finding is one with its name in baselines and its patch.
type Finding struct {
	finding.Finding
	Fingerprint string
	Patch       string // in the form of diff -u, "" if there is none
}

// counts returns the figures of a package.
func (p *Package) counts() inventory.Counts {
	var c inventory.Counts
	for i := range p.Maps {
		c.Add(p.Maps[i].Counts())
	}
	return c
}

// short names a position relative to the directory of the report, if it is below.
func (r *Report) short(posn string) string {
	if rel, err := filepath.Rel(r.Dir, posn); err == nil && filepath.IsLocal(rel) {
		return filepath.ToSlash(rel)
	}
	return posn
}

//go:embed page.html
var html string

//go:embed page.css
var css string

// HTML writes the page.
func (r *Report) HTML(w io.Writer) error {
	t, err := template.New("page").Parse(html)
	if err != nil {
		return err
	}
	return t.Execute(w, (&view{Report: r, sources: new(finding.Sources)}).page())
}
