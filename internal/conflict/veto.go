package conflict

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
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
	if b.Op == state.OpReturn && awaitedElsewhere(&a.Access) {
		return "whoever gets the map may wait for the goroutine"
	}
	perhaps := false
	for _, m := range a.Marks.Excludes(b.Marks) {
		if s.Renewed(i, j, m.Place) || m.Mode == state.Before && !s.OneSender(i, m.Place) || m.Mode == state.After && !s.OneSender(j, m.Place) {
			continue
		}
		if sure(m, b.Marks) {
			return excluded(m)
		}
		perhaps = true
	}
	if why := s.Excused(i, j); why != "" {
		return why
	}
	if ownVariable(&a.Access, &b.Access) || ownVariable(&b.Access, &a.Access) {
		return "own variable"
	}
	if perhaps {
		return perhapsLocked
	}
	if a.Place.ManyElems() && (i == j || !elementsGuarded(a, b) && !elementsGuarded(b, a)) {
		return otherElements
	}
	return ""
}

// Vetoes that rest on an assumption: they silence a pair, and prove nothing.
const (
	otherElements = "different elements, if their keys differ"
	perhapsLocked = "common lock, if it is the same one and held on all paths"
)

// Assumed reports whether a veto rests on an assumption about what the analysis does
// not know: the key of an element, the object that has a lock, what a test sets up.
func Assumed(veto string) bool {
	switch veto {
	case otherElements, perhapsLocked, summary.MayNotStart, summary.StopsTimer, summary.Answered:
		return true
	}
	return false
}

// awaitedElsewhere reports whether a goroutine tells somebody else than the function
// that starts it when it is done: by a channel or a WaitGroup that this was given.
func awaitedElsewhere(a *summary.Access) bool {
	return slices.ContainsFunc(a.Marks, func(m *state.Mark) bool {
		return m.Mode == state.Before && m.Place.Kind != place.Local
	})
}

// sure reports whether mark m, of one access, and one of the marks of another certainly
// exclude each other: if they are locks, of one object and held on every path.
func sure(m *state.Mark, others state.Marks) bool {
	if m.Mode > state.Read {
		return true
	}
	return slices.ContainsFunc(others, func(n *state.Mark) bool {
		return state.Tied(m.Mode, n.Mode) && m.Must && n.Must && m.Place.Same(n.Place)
	})
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
