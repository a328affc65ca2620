package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/mapconcur/mapconcur/internal/changes"
	"github.com/mapconcur/mapconcur/internal/finding"
	"github.com/mapconcur/mapconcur/internal/owners"
	"github.com/mapconcur/mapconcur/internal/page"
)

// definePaging defines the flags of the report command alone.
func (c *command) definePaging(fs *flag.FlagSet) {
	fs.Func("o", "write the report to a `file` that ends in .html or .json; may be repeated", func(name string) error {
		c.files = append(c.files, name)
		return checkReportFile(name)
	})
	fs.StringVar(&c.against, "against", "", "compare with an earlier report: a `file` that ends in .json")
	fs.Func("source-url", "link positions to a `URL`, in which {file}, {line} and {commit} stand for these", func(s string) error {
		c.sourceURL = s
		return page.CheckSourceURL(s)
	})
	fs.StringVar(&c.commit, "commit", headCommit, "the `commit` to show and to link to (default that of git; -commit= shows none)")
	fs.StringVar(&c.date, "date", time.Now().UTC().Format(time.DateOnly), "the `date` to show (default today, UTC; -date= shows none)")
}

// checkReportFile returns an error if the name of a file does not tell the form of the
// report.
func checkReportFile(name string) error {
	if ext := filepath.Ext(name); ext != ".html" && ext != ".json" {
		return fmt.Errorf("%q ends neither in .html nor in .json", name)
	}
	return nil
}

// prepareReport reads what the command line names, before anything is analyzed: the earlier report,
// the commit, and the owners of files.
func (c *command) prepareReport() (err error) {
	if c.command != reportCommand {
		return nil
	}
	if c.against != "" {
		if c.before, err = page.ReadEarlier(c.against); err != nil {
			return fmt.Errorf("flag -against: %w", err)
		}
	}
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	c.source = c.sourceOf(dir)
	if c.sourceURL != "" && c.source.commit == "" && (page.SourceURL{Template: c.sourceURL}).NeedsCommit() {
		return errors.New("flag -source-url has {commit}, and git knows none here; name it with -commit")
	}
	c.source.owners, err = owners.Read(c.source.root)
	return err
}

// writeReports writes the report to each file on the command line. It makes all of them before it
// writes the first, which may be the earlier report.
func (c *command) writeReports(r *result) error {
	c.tell("collecting the shared maps")
	report, err := c.report(r)
	if err != nil {
		return err
	}
	contents := make([]bytes.Buffer, len(c.files))
	for i, name := range c.files {
		c.tell("writing " + name)
		write := report.HTML
		if filepath.Ext(name) == ".json" {
			write = report.JSON
		}
		if err := write(&contents[i]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for i, name := range c.files {
		if err := os.WriteFile(name, contents[i].Bytes(), 0o666); err != nil {
			return err
		}
	}
	return nil
}

// reportFlags returns the flags on which the findings of the report depend.
func (c *command) reportFlags() []string {
	flags := c.selection()
	if c.baseline != "" {
		flags = append(flags, "-baseline="+c.baseline)
	}
	if c.newFrom != "" {
		flags = append(flags, "-new-from="+c.newFrom)
	}
	if !c.links {
		flags = append(flags, "-link=false")
	}
	return append(flags, c.patterns...)
}

// sourceOf returns the repository of a directory, the directory itself without git.
func (c *command) sourceOf(dir string) source {
	head := changes.HeadOf(dir)
	s := source{root: dir, commit: c.commit}
	if c.commit == headCommit {
		s.commit, s.modified = head.Commit, head.Modified
	}
	if real, err := filepath.EvalSymlinks(dir); err == nil && head.Root != "" {
		if up, err := filepath.Rel(real, head.Root); err == nil {
			s.root = filepath.Join(dir, up) // as the positions name it, which may be through a link
		}
	}
	return s
}

// ownersOf returns the owners of the file of a position.
func (s source) ownersOf(posn string) []string {
	rel, err := filepath.Rel(s.root, finding.ParsePosition(posn).File)
	if err != nil || !filepath.IsLocal(rel) {
		return nil
	}
	return s.owners.Of(filepath.ToSlash(rel))
}
