package conflict

import (
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// vetoed returns why items i, of a goroutine, and j of a scene are no conflict,
// "" if they are one.
func vetoed(s *summary.Scene, i, j int) string {
	a, b := &s.Items[i], &s.Items[j]
	if !s.Together(i, j) {
		return "ordered by the start or the end of the goroutine"
	}
	for _, m := range a.Marks.Excludes(b.Marks) {
		if s.Renewed(i, j, m.Place) || m.Mode == state.Before && !s.OneSender(i, m.Place) || m.Mode == state.After && !s.OneSender(j, m.Place) {
			continue
		}
		return excluded(m)
	}
	if why := s.Excused(i, j); why != "" {
		return why
	}
	if ownVariable(&a.Access, &b.Access) || ownVariable(&b.Access, &a.Access) {
		return "own variable"
	}
	if a.Place.ManyElems() && (i == j || !elementsGuarded(a, b) && !elementsGuarded(b, a)) {
		return "different elements"
	}
	return ""
}

func excluded(m *state.Mark) string {
	switch m.Mode {
	case state.Write, state.Read:
		return "common lock"
	case state.Semaphore:
		return "common semaphore"
	case state.Inside:
		return "once"
	case state.Before:
		return "before a receive"
	}
	return "after a send"
}

// ownVariable reports whether b assigns the variable from which a got its map
// before it started, or changes the map that it has just put there.
func ownVariable(a, b *summary.Access) bool {
	return (b.Op == state.OpReplace || b.Own) && int(a.ByVal) >= a.Place.Len()
}

// elementsGuarded reports whether a holds a lock of the object that both
// accesses come from and b holds none: then the elements of the map are meant
// to be guarded too, and two unknown elements may well be one. Without such a
// lock they are taken to be different, as they are where every goroutine has
// an element of its own.
func elementsGuarded(a, b *summary.Item) bool {
	if _, locked := guard(b); locked || a.Repeats || b.Repeats {
		return false
	}
	for _, m := range a.Marks.Locks() {
		if _, ok := related(m.Place, a.Place); ok {
			return true
		}
	}
	return false
}
