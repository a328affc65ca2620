package candidate

import (
	"iter"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Striped yields a group for each map that is guarded by one of several locks, chosen by
// a key: two goroutines with different keys hold different locks, but access one map. The
// locks are the evidence that the map is shared.
//
// False negative: collections of locks that some function takes all of, one after the other,
// as takesAll reports.
func Striped(vs *guard.Variables, takesAll func(collection string) bool) Groups {
	known := map[string]bool{} // caches takesAll, which looks through all functions
	takes := func(collection string) bool {
		t, ok := known[collection]
		if !ok {
			t = takesAll(collection)
			known[collection] = t
		}
		return t
	}
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			if strings.HasSuffix(k, "}") {
				continue // elements may have a lock each
			}
			v := &guard.Variable{}
			for _, u := range vs.Maps.Of[k] {
				if m, ok := stripe(u); ok && !takes(m.Place.Owner) {
					v.Uses = append(v.Uses, u)
				}
			}
			if !yield(Group{Pairs: stripedPairs(v), Finding: striped}) {
				return
			}
		}
	}
}

// stripedPairs yields the pairs of a change and another access, each under one of several
// locks. A change conflicts with itself under another key.
func stripedPairs(v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, w := range v.Uses {
			if !w.Op.Changes() || w.Elsewhere() {
				continue
			}
			for _, u := range v.Uses {
				apart := u == w && !onlyOnce(w.Root) || u.Pos.At() != w.Pos.At()
				if apart && !yield(conflict.ByRoots(conflict.StripedLocks, w, u, v)) {
					return
				}
			}
		}
	}
}

// striped makes the finding of two accesses under one of several locks.
func striped(p conflict.Pair) conflict.Finding {
	f := bareFinding(p)
	f.Lock, _ = stripe(p.A.ByRoot)
	f.Locked = true
	return f
}

// onlyOnce reports whether at most one goroutine at a time runs a root.
func onlyOnce(r *effect.Root) bool {
	return r.Kind == effect.Main || r.Kind == effect.Goroutine && !r.Many()
}

// stripe returns the lock of an access if it is an unknown one of several locks that belong
// to the object of the map. Every other lock of the access must be an unknown one of several
// too.
//
// Assumes: a map in one of several parts of the object is guarded by the lock with the
// number of that part, so it is not returned.
func stripe(u *effect.RootAccess) (state.SyncFact, bool) {
	var found state.SyncFact
	for _, m := range u.Sync.Locks() {
		if !unknownElem(m.Place) || m.Place.Owner == "" {
			return state.SyncFact{}, false
		}
		owner := m.Place.Parent().Parent() // the object that has the collection
		for !u.Place.HasPrefix(owner) && owner.OnlyFields() {
			owner = owner.Parent() // the object around the struct that has the collection
		}
		if !found.Place.Known() && u.Place.HasPrefix(owner) && !strings.ContainsAny(u.Place.Path[len(owner.Path):], "[{") {
			found = *m
		}
	}
	return found, found.Place.Known()
}

// unknownElem reports whether p is an element of a collection whose index or key is unknown.
func unknownElem(p place.Place) bool {
	step := p.Path[len(p.Parent().Path):]
	return step != "" && step[0] != '.' && strings.ContainsAny(step, "*$")
}
