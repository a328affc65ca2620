package summary

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"

	"github.com/mapconcur/mapconcur/internal/state"
)

// AFact marks a summary as a fact of go/analysis.
func (*Summary) AFact() {}

// String prints a summary for debugging.
func (s *Summary) String() string {
	return fmt.Sprintf("summary(%d accesses, %d threads, %d calls)", len(s.Accesses), len(s.Threads), len(s.Calls))
}

// portable returns a copy of s that means the same in other packages:
// positions are text, and the callers are believed to hold what the function
// expects of them.
func (s *Summary) portable(fset *token.FileSet, expected state.Marks) *Summary {
	text := func(p Pos) Pos {
		if p.Text != "" {
			return Pos{Text: p.Text}
		}
		at := fset.Position(p.p)
		return Pos{Text: fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)}
	}
	c := *s
	c.Words = nil
	c.Accesses = slices.Clone(s.Accesses)
	for i := range c.Accesses {
		a := &c.Accesses[i]
		a.Pos = text(a.Pos)
		if a.Thread == 0 {
			a.Marks = a.Marks.Union(expected)
		}
	}
	c.Inserts = slices.Clone(s.Inserts)
	for i := range c.Inserts {
		c.Inserts[i].Pos = text(c.Inserts[i].Pos)
	}
	c.Threads = slices.Clone(s.Threads[:s.mapThreads])
	for i := range c.Threads {
		c.Threads[i].Pos = text(c.Threads[i].Pos)
	}
	return &c
}
