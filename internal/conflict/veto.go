package conflict

import (
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// vetoed returns why two accesses of one map by different threads are no
// conflict, "" if they are one. Order by control flow (before the goroutine
// starts, after it is waited for) is the scene's business.
func vetoed(a, b *summary.Item, self bool) string {
	if m, ok := a.Marks.Excludes(b.Marks); ok {
		return excluded(m)
	}
	if ownVariable(a, b) || ownVariable(b, a) {
		return "own variable"
	}
	if a.Place.ManyElems() && (self || !elementsGuarded(a, b) && !elementsGuarded(b, a)) {
		return "different elements"
	}
	return ""
}

func excluded(m state.Mark) string {
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
// before it started.
func ownVariable(a, b *summary.Item) bool {
	return b.Op == state.OpReplace && a.ByVal >= a.Place.Len()
}

// elementsGuarded reports whether a holds a lock of the object that both
// accesses come from and b holds none: then the elements of the map are meant
// to be guarded too, and two unknown elements may well be one. Without such a
// lock they are taken to be different, as they are where every goroutine has
// an element of its own.
func elementsGuarded(a, b *summary.Item) bool {
	for _, m := range a.Marks.Locks() {
		if m.Place.Root() == a.Place.Root() {
			_, locked := guard(b)
			return !locked
		}
	}
	return false
}
