package effect

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Portable returns a copy of s for other packages. Positions become text. The locks that the
// function expects its callers to hold count as held. Locked accesses to the maps in
// consistentlyLocked are left out. An access for which reported holds is marked as reported.
func (s *Summary) Portable(fset *token.FileSet, expected state.SyncSet, consistentlyLocked map[string]bool, reported func(Pos) bool) *Summary {
	text := func(p Pos) Pos { return textPos(fset, p) }
	c := *s
	c.Scalars = nil
	c.Accesses = slices.DeleteFunc(slices.Clone(s.Accesses), func(a Access) bool { return consistentlyLocked[a.Key()] && a.Sync.NumLocks() > 0 })
	sites := map[*Site]*Site{}
	for i := range c.Accesses {
		a := &c.Accesses[i]
		if sites[a.Site] == nil {
			site := *a.Site
			site.Reported = site.Reported || reported(site.Pos)
			site.Pos = text(site.Pos)
			sites[a.Site] = &site
		}
		a.Site = sites[a.Site]
		if a.Thread == 0 {
			a.Sync = a.Sync.Union(expected)
		}
	}
	c.Results = slices.Clone(s.Results)
	c.Inserts = slices.Clone(s.Inserts)
	for i := range c.Inserts {
		c.Inserts[i].Pos = text(c.Inserts[i].Pos)
	}
	c.Threads = slices.Clone(s.Threads[:s.MapThreads])
	for i := range c.Threads {
		c.Threads[i].Pos = text(c.Threads[i].Pos)
	}
	return &c
}

// textPos returns a position as text alone, "file.go:12".
func textPos(fset *token.FileSet, p Pos) Pos {
	if p.Text != "" {
		return Pos{Text: p.Text}
	}
	at := fset.Position(p.P)
	return Pos{Text: fmt.Sprintf("%s:%d", filepath.Base(at.Filename), at.Line)}
}
