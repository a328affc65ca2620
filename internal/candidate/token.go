package candidate

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Tokens yields a group for each access to a map that goroutines hand around in a channel, by a
// function that has given the map back: another one may have received it.
func Tokens(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := &guard.Variable{Uses: vs.Maps.Of[k]}
			for _, u := range writesFirst(slices.Clone(v.Uses)) {
				if u.Place.Published() && !u.GuardOnly && !yield(Group{Pairs: withHolders(u, v), Finding: givenBack}) {
					return
				}
			}
		}
	}
}

// withHolders yields the pairs of an access and one that a function makes while it has the map.
func withHolders(u *effect.RootAccess, v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, w := range v.Uses {
			for _, m := range w.Sync {
				changed := u.Op.Writes() || w.Op.Writes()
				isHolder := m.Kind == state.Semaphore && w.Place.HasPrefix(m.Place.Content())
				if isHolder && changed && hasGivenBack(u, m.Place) && !yield(conflict.ByRoots(conflict.GivenBack, u, w, v)) {
					return
				}
			}
		}
	}
}

// hasGivenBack reports whether an access is to what a channel hands around, and its function has
// sent it back: it neither holds it nor is about to send it.
func hasGivenBack(u *effect.RootAccess, ch place.Place) bool {
	for _, m := range u.Sync {
		if !m.IsLock() && heldAs(m.Place, ch) {
			return false
		}
	}
	return u.Place.HasPrefix(ch.Content())
}

// heldAs reports whether a fact about one channel concerns the other.
func heldAs(p, ch place.Place) bool { return p.Root() == ch.Root() && p.Path == ch.Path }

// givenBack makes the finding of an access to what its function has given back.
func givenBack(p conflict.Pair) conflict.Finding {
	f := bareFinding(p)
	for _, m := range p.B.Sync {
		if m.Kind == state.Semaphore && p.B.Place.HasPrefix(m.Place.Content()) {
			f.Semaphore = *m
		}
	}
	return f
}
