// Package output prints findings for those who read them: people (text), other
// programs (json, in the schema of go vet), code hosts and viewers (sarif), and
// the log of a GitHub workflow (github). A new format is a row in formats and a
// file.
package output

import (
	"fmt"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/finding"
)

// A Report is what a run found, in order, and what the formats say around it.
type Report struct {
	Tool     string // the analyzer's name
	Version  string
	URL      string // of the documentation
	Dir      string // text names files as seen from here
	Root     string // of the repository: sarif and github name files as seen from here
	Related  bool   // text and json show the second place
	Trace    bool   // text shows the paths to the accesses, which json and sarif always do
	Findings []finding.Finding
	Messages []string // what could not be analyzed
	Failed   bool

	sources finding.Sources
}

// formats returns what prints each format.
func formats() map[string]func(*Report, io.Writer) error {
	return map[string]func(*Report, io.Writer) error{
		"text":   (*Report).text,
		"json":   (*Report).json,
		"sarif":  (*Report).sarif,
		"github": (*Report).github,
	}
}

// Check returns an error if there is no format of that name.
func Check(format string) error {
	if formats()[format] == nil {
		return fmt.Errorf("want one of %s", strings.Join(slices.Sorted(maps.Keys(formats())), ", "))
	}
	return nil
}

// Write prints a report.
func (r *Report) Write(w io.Writer, format string) error {
	if err := Check(format); err != nil {
		return err
	}
	return formats()[format](r, w)
}

// text prints one line a finding, with the category at the end, and, indented below
// it, one line for each related place.
func (r *Report) text(w io.Writer) error {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintf(&b, "%s: %s", Shorten(r.Dir, f.Posn), f.Message)
		if categoryIndex(f.Category) >= 0 {
			fmt.Fprintf(&b, " (%s)", f.Category)
		}
		b.WriteByte('\n')
		if r.Related {
			r.places(&b, "\t", f.Related)
		}
		if r.Trace {
			r.trace(&b, &f)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// places prints a line for each of some places.
func (r *Report) places(b *strings.Builder, indent string, list []finding.Related) {
	for _, p := range list {
		fmt.Fprintf(b, "%s%s: %s\n", indent, Shorten(r.Dir, p.Posn), p.Message)
	}
}

// trace prints a block for each path to an access.
func (r *Report) trace(b *strings.Builder, f *finding.Finding) {
	for i, path := range f.Trace {
		fmt.Fprintf(b, "\t%s:\n", f.PathTitle(i))
		r.places(b, "\t\t", path)
	}
}

// Shorten returns a position as seen from a directory if that is shorter.
func Shorten(dir, posn string) string {
	if rel, err := filepath.Rel(dir, posn); err == nil && len(rel) < len(posn) {
		return rel
	}
	return posn
}

// inRoot returns a file as seen from the root, with slashes, if it is below it.
func (r *Report) inRoot(file string) (string, bool) {
	rel, err := filepath.Rel(r.Root, file)
	if err != nil || !filepath.IsLocal(rel) {
		return filepath.ToSlash(file), false
	}
	return filepath.ToSlash(rel), true
}

// uri returns the address of a file, relative to the root if it is below it.
func (r *Report) uri(file string) (_ string, relative bool) {
	path, relative := r.inRoot(file)
	if relative {
		return (&url.URL{Path: path}).EscapedPath(), true
	}
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/dir
	}
	return (&url.URL{Scheme: "file", Path: path}).String(), false
}

// level returns how much a finding of a category matters.
func level(category string) conflict.Level {
	if i := categoryIndex(category); i >= 0 {
		return conflict.Categories()[i].Level
	}
	return conflict.Note
}

// categoryIndex returns the row of a category in the table of all categories, -1 for
// what is not a finding, such as the lines of -explain.
func categoryIndex(category string) int {
	return slices.IndexFunc(conflict.Categories(), func(c conflict.Info) bool { return string(c.ID) == category })
}
