// Package page draws a report to look at: the shared maps of some packages, with
// the lock that guards each, the threads that reach it, and the findings with
// their patches. It makes one HTML page that needs nothing else, and the same
// figures as JSON. It can compare them with those of an earlier report.
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
	Origin
	URL      string    // of the documentation of the categories
	Dir      string    // files below it are named relative to it
	Source   SourceURL // of the pages that show the source
	Packages []Package
	Messages []string // of packages that could not be analyzed
	Before   *Earlier // the report to compare with, nil if there is none
}

// An Origin says of which source a report is, and how it was made.
type Origin struct {
	Version  string   `json:"version"`        // of mapconcur
	Date     string   `json:"date,omitempty"` // "" to leave it out
	Commit   string   `json:"commit,omitempty"`
	Modified bool     `json:"modified,omitempty"` // the files are not as in the commit
	Flags    []string `json:"flags,omitempty"`    // on which the findings depend
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
	Confidence  string   // as the flag -confidence has it, "" if it is not known
	Owners      []string // of the file
	Patch       string   // in the form of diff -u, "" if there is none
}

// counts returns the figures of a package. The place of a finding that is none of the accesses to
// its shared maps counts as one more, so that no package with findings is proved altogether.
func (p *Package) counts() inventory.Counts {
	var c inventory.Counts
	status := map[string]inventory.Status{}
	for i := range p.Maps {
		c.Add(p.Maps[i].Counts())
		for _, l := range p.Maps[i].Lanes {
			for _, a := range l.Accesses {
				status[a.Posn] = a.Status
			}
		}
	}
	counted := map[string]bool{}
	for _, f := range p.Findings {
		if counted[f.Posn] || status[f.Posn] == inventory.Racing {
			continue
		}
		counted[f.Posn] = true
		c.Racing++
		switch status[f.Posn] {
		case inventory.Guarded:
			c.Guarded--
		case inventory.Ordered:
			c.Ordered--
		case inventory.Unproved:
			c.Unproved--
		default:
			c.Accesses++
		}
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

//go:embed page.js
var script string

// HTML writes the page.
func (r *Report) HTML(w io.Writer) error {
	t, err := template.New("page").Parse(html)
	if err != nil {
		return err
	}
	return t.Execute(w, (&view{Report: r, sources: new(finding.Sources)}).page())
}
