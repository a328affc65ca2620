package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/output"
)

// A patch is the edits of all fixes that do not contradict each other.
type patch struct {
	files map[string][]finding.Edit
	fixed []finding.Finding
	left  []finding.Finding
}

// newPatch takes the first fix of each finding, in the order of the findings, as other
// drivers do. It applies an edit of several fixes once. A fix that contradicts an earlier
// one is left for the next run.
func newPatch(findings []finding.Finding) *patch {
	p := &patch{files: make(map[string][]finding.Edit)}
	for _, f := range findings {
		if fixes := f.SuggestedFixes; len(fixes) > 0 && p.add(fixes[0].Edits) {
			f.Message += " (fixed: " + fixes[0].Message + ")"
			p.fixed = append(p.fixed, f)
		} else {
			p.left = append(p.left, f)
		}
	}
	return p
}

// add adds all edits, or none if one overlaps an earlier edit, and reports whether it did.
func (p *patch) add(edits []finding.Edit) bool {
	var fresh []finding.Edit
	for _, e := range edits {
		if slices.Contains(p.files[e.Filename], e) {
			continue
		}
		if slices.ContainsFunc(p.files[e.Filename], func(o finding.Edit) bool { return e.Start <= o.End && o.Start <= e.End }) {
			return false
		}
		fresh = append(fresh, e)
	}
	for _, e := range fresh {
		p.files[e.Filename] = append(p.files[e.Filename], e)
	}
	return true
}

// A revision is a file before and after the edits.
type revision struct {
	name          string
	before, after string
}

// revisions applies the edits to the current files.
func (p *patch) revisions() ([]revision, error) {
	var out []revision
	for name, edits := range p.files {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		after, ok := applyEdits(string(data), edits)
		if !ok {
			return nil, fmt.Errorf("%s: changed since it was analyzed", name)
		}
		out = append(out, revision{name, string(data), after})
	}
	slices.SortFunc(out, func(a, b revision) int { return cmp.Compare(a.name, b.name) })
	return out, nil
}

// applyEdits applies edits that do not overlap.
func applyEdits(text string, edits []finding.Edit) (string, bool) {
	slices.SortFunc(edits, func(a, b finding.Edit) int { return cmp.Or(cmp.Compare(b.Start, a.Start), cmp.Compare(b.End, a.End)) })
	for _, e := range edits {
		if e.Start < 0 || e.Start > e.End || e.End > len(text) {
			return "", false
		}
		text = text[:e.Start] + e.New + text[e.End:]
	}
	return text, true
}

// writeAll writes all revisions. It writes temporary files first and then renames them, so
// that no file changes if one cannot be written.
func writeAll(revisions []revision) (err error) {
	var temps []string
	defer func() {
		for _, t := range temps {
			os.Remove(t)
		}
	}()
	for i := range revisions {
		r := &revisions[i]
		if r.name, err = filepath.EvalSymlinks(r.name); err != nil {
			return err
		}
		t, err := writeTemp(r)
		if t != "" {
			temps = append(temps, t)
		}
		if err != nil {
			return err
		}
	}
	for i, r := range revisions {
		if err := os.Rename(temps[i], r.name); err != nil {
			return err
		}
	}
	return nil
}

// writeTemp writes a revision to a temporary file in the same directory, with the
// permissions of the original.
func writeTemp(r *revision) (name string, err error) {
	info, err := os.Stat(r.name)
	if err != nil {
		return "", err
	}
	if info.Mode().Perm()&0o200 == 0 {
		return "", fmt.Errorf("%s is read-only", r.name)
	}
	f, err := os.CreateTemp(filepath.Dir(r.name), ".mapconcur-*")
	if err != nil {
		return "", err
	}
	_, err = io.WriteString(f, r.after)
	if err := cmp.Or(err, f.Chmod(info.Mode().Perm()), f.Close()); err != nil {
		return f.Name(), err
	}
	return f.Name(), nil
}

// repair applies the fixes of the findings or, with -diff, prints the changes. It returns
// the findings that it did not fix. With -diff, standard output is a patch, so what it leaves
// out is told on standard error.
func (c *command) repair(w, stderr io.Writer, findings []finding.Finding) (left []finding.Finding, err error) {
	p := newPatch(findings)
	revisions, err := p.revisions()
	if err != nil {
		return findings, err
	}
	dir, err := os.Getwd()
	if err != nil {
		return findings, err
	}
	if c.diff {
		for _, r := range revisions {
			if _, err := io.WriteString(w, text.Unified(output.Shorten(dir, r.name), r.before, r.after)); err != nil {
				return findings, err
			}
		}
		if n := len(p.left); n > 0 {
			fmt.Fprintf(stderr, "mapconcur: no fix for %d of %s; without -diff, they are printed\n", n, plural(len(findings), "finding"))
		}
		return findings, nil
	}
	if err := writeAll(revisions); err != nil {
		return findings, err
	}
	return p.left, (&output.Report{Dir: dir, Findings: p.fixed}).Write(w, "text")
}
