package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/baseline"
	"github.com/mapconcur/mapconcur/internal/changes"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/output"
)

// print prints the findings, which are sorted, in the format of the command line.
func (c *command) print(w io.Writer, r *result) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	report := output.Report{
		Tool: c.analyzer, Version: moduleVersion(), URL: c.url, Dir: dir, Root: dir, Related: c.related, Trace: c.trace,
		Findings: r.findings, Messages: r.messages, Failed: r.failed,
	}
	if root := os.Getenv("GITHUB_WORKSPACE"); root != "" {
		if rel, err := filepath.Rel(root, dir); err == nil && filepath.IsLocal(rel) {
			report.Root = root
		}
	}
	return report.Write(w, c.format)
}

// filter leaves out the findings that the flags do not ask for. It writes its messages to w.
func (c *command) filter(r *result, w io.Writer) error {
	if c.write {
		return c.writeBaseline(r, w)
	}
	if c.baseline != "" {
		if err := c.applyBaseline(r, w); err != nil {
			return err
		}
	}
	if c.newFrom == "" {
		return nil
	}
	changed, err := changes.Since(cmp.Or(c.dir, "."), c.newFrom)
	if err != nil {
		return err
	}
	r.findings = slices.DeleteFunc(r.findings, func(f finding.Finding) bool { return !changed.Touch(f) })
	return nil
}

// writeBaseline writes the findings to the baseline file, and removes them from r.
func (c *command) writeBaseline(r *result, w io.Writer) error {
	if r.failed {
		return fmt.Errorf("%s is not written, since not all packages could be analyzed", c.baseline)
	}
	old, err := baseline.Read(c.baseline)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	b := baseline.New(c.baseline, c.selection(), r.findings, old, r.has)
	if err := b.Write(c.baseline); err != nil {
		return err
	}
	fmt.Fprintf(w, "mapconcur: %s has %s now\n", c.baseline, plural(len(b.Findings), "finding"))
	r.findings = nil
	return nil
}

// applyBaseline leaves out the findings in the baseline file, and lists the entries of the
// file that match no finding.
func (c *command) applyBaseline(r *result, w io.Writer) error {
	b, err := baseline.Read(c.baseline)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w; -write-baseline makes it", err)
	} else if err != nil {
		return err
	}
	var stale []baseline.Entry
	r.findings, stale = b.Apply(c.baseline, c.selection(), r.findings, r.has)
	if len(stale) > 0 && !r.failed {
		fmt.Fprintf(w, "mapconcur: %s in %s found no longer; -write-baseline takes them out:\n", plural(len(stale), "finding"), c.baseline)
		for _, e := range stale {
			fmt.Fprintf(w, "\t%s\n", e)
		}
	}
	return nil
}

// selection returns the flags on which the findings depend.
func (c *command) selection() []string { return slices.Concat(c.build, c.flags) }

// has reports whether a package was analyzed. A test package that has lost its last test
// counts as analyzed together with the package that it tested.
func (r *result) has(pkg string) bool {
	return r.analyzed[pkg] || r.analyzed[strings.TrimSuffix(pkg, "_test")]
}

// plural returns "1 thing" or "2 things".
func plural(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return fmt.Sprintf("%d %s", n, thing)
}
