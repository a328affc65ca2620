package candidate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Striped returns a finding for each map that is guarded by one of several locks, chosen by
// a key: two goroutines with different keys hold different locks, but access one map. The
// locks are the evidence that the map is shared.
//
// False negative: collections of locks that some function takes all of, one after the other,
// as takesAll reports.
func Striped(vs *guard.Variables, takesAll func(collection string) bool) []conflict.Finding {
	known := map[string]bool{} // caches takesAll, which looks through all functions
	takes := func(collection string) bool {
		t, ok := known[collection]
		if !ok {
			t = takesAll(collection)
			known[collection] = t
		}
		return t
	}
	var out []conflict.Finding
	for _, k := range vs.Maps.Order {
		if strings.HasSuffix(k, "}") {
			continue // elements may have a lock each
		}
		var us []*effect.RootAccess
		for _, u := range vs.Maps.Of[k] {
			if m, ok := stripe(u); ok && !takes(m.Place.Owner) {
				us = append(us, u)
			}
		}
		if f, ok := striped(us); ok {
			out = append(out, f)
		}
	}
	return out
}

// striped returns the finding of the accesses that hold one of several locks, if one of them
// changes the map. That access conflicts with another one, or with itself under another key.
func striped(us []*effect.RootAccess) (conflict.Finding, bool) {
	slices.SortStableFunc(us, func(a, b *effect.RootAccess) int { return cmp.Compare(a.Order, b.Order) })
	w := slices.IndexFunc(us, func(u *effect.RootAccess) bool { return u.Op.Changes() && !u.Elsewhere() })
	if w < 0 {
		return conflict.Finding{}, false
	}
	o := slices.IndexFunc(us, func(u *effect.RootAccess) bool { return u.Pos.At() != us[w].Pos.At() })
	self := o < 0
	if self && onlyOnce(us[w].Root) {
		return conflict.Finding{}, false
	}
	if self {
		o = w
	}
	f := conflict.Finding{
		Access: us[w].Scoped(), Other: us[o].Scoped(), Self: self,
		Evidence: conflict.StripedLocks.Evidence(),
		Location: conflict.Location{At: us[w].Pos.At()},
	}
	f.Lock, _ = stripe(us[w])
	f.Locked = true
	f.Category = classify(&f.Access, &f.Other)
	return f, true
}

// onlyOnce reports whether at most one goroutine at a time runs a root.
func onlyOnce(r *effect.Root) bool {
	return r.Kind == effect.Main || r.Kind == effect.Goroutine && !r.Many
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
