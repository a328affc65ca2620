package summary

import (
	"bytes"
	"fmt"
	"go/token"
	"path/filepath"
	"slices"

	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/wire"
)

// Fact is a summary as other packages get it. It is read only when it is asked
// for: a package is given the facts of all its dependencies, uses few and passes
// all of them on.
type Fact struct{ data []byte }

// NewFact returns the fact that says what s says.
func NewFact(s *Summary) *Fact { return &Fact{wire.Marshal(*s)} }

// AFact marks a fact of go/analysis.
func (*Fact) AFact() {}

// GobEncode returns the summary in the form of package wire.
func (f *Fact) GobEncode() ([]byte, error) { return f.data, nil }

// GobDecode keeps what [Fact.GobEncode] returned.
func (f *Fact) GobDecode(data []byte) error {
	f.data = bytes.Clone(data)
	return nil
}

// Summary returns what the fact says, nil if it was written by another version, or
// by none.
func (f *Fact) Summary() *Summary {
	s := new(Summary)
	if wire.Unmarshal(f.data, s) != nil || !s.valid() {
		return nil
	}
	return s
}

// String prints a fact for debugging.
func (f *Fact) String() string {
	s := f.Summary()
	if s == nil {
		return "summary of another version"
	}
	return fmt.Sprintf("summary(%d accesses, %d threads, %d calls)", len(s.Accesses), len(s.Threads), len(s.Calls))
}

// portable returns a copy of s that means the same in other packages:
// positions are text, and the callers are believed to hold what the function
// expects of them. Of settled maps it says nothing.
func (s *Summary) portable(fset *token.FileSet, expected state.Marks, settled map[string]bool) *Summary {
	text := func(p Pos) Pos {
		if p.Text != "" {
			return Pos{Text: p.Text}
		}
		at := fset.Position(p.p)
		return Pos{Text: fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)}
	}
	c := *s
	c.Words = nil
	c.Accesses = slices.DeleteFunc(slices.Clone(s.Accesses), func(a Access) bool { return settled[a.Key()] && a.Marks.NumLocks() > 0 })
	sites := map[*Site]*Site{}
	for i := range c.Accesses {
		a := &c.Accesses[i]
		if sites[a.Site] == nil {
			site := *a.Site
			site.Pos = text(site.Pos)
			sites[a.Site] = &site
		}
		a.Site = sites[a.Site]
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
