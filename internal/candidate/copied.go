package candidate

import (
	"iter"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Copied yields a group for each change of a map through a copy of a struct, without any
// lock. The pairs are that change and the accesses to the map of the original that hold a
// lock of the object which the map belongs to.
//
// One access with the lock is enough here, while guard inference needs a majority: several
// types may contain such a struct, each with its own lock.
func Copied(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := &guard.Variable{Uses: vs.Maps.Of[k]}
			for _, u := range v.Uses {
				if byCopyAlone(u) && !yield(Group{Pairs: originals(u, v), Finding: copied}) {
					return
				}
			}
		}
	}
}

// byCopyAlone reports whether an access changes the map of a shared object through a copy
// and holds no lock.
func byCopyAlone(u *effect.RootAccess) bool {
	copyOfShared := u.ViaCopy && u.BaseType != "" && guard.Shared(u)
	return copyOfShared && changesBare(u)
}

// originals yields the pairs of a change and accesses that hold a lock of the same object.
// The caller of a callback may hold that lock. A callback therefore needs to take the lock
// for writing at another access itself.
func originals(u *effect.RootAccess, v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, w := range v.Uses {
			sameMap := w.BaseType == u.BaseType && w.Place.AnyKeys() == u.Place.AnyKeys()
			if w.ViaCopy || !sameMap {
				continue
			}
			m, ok := ownersLock(w)
			if ok && u.Root.Kind == effect.Callback {
				ok = w.Root.Pos == u.Root.Pos && w.Place.Root() == u.Place.Root() && m.Kind == state.Write
			}
			if ok && !yield(conflict.ByRoots(conflict.CopiedStruct, u, w, v)) {
				return
			}
		}
	}
}

// copied makes the finding of a change through a copy and an access with the lock.
func copied(p conflict.Pair) conflict.Finding {
	u := p.A.ByRoot
	f := bareFinding(p)
	f.Category = conflict.SharedCopy
	f.Lock, f.Locked = ownersLock(p.B.ByRoot)
	if u.CopyOfCaller {
		reportAtCall(&f, u)
		f.Via = u.Via
	}
	return f
}

// ownersLock returns a lock that the access holds on every path and that is a field of the
// object at the root of the access's place.
func ownersLock(u *effect.RootAccess) (state.SyncFact, bool) {
	for _, m := range u.Sync.Locks() {
		owner := m.Place.Parent()
		named := m.Place.Known() && m.Place.Kind != place.Global
		if m.Must && named && owner.Path == "" && owner.Root() == u.Place.Root() {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}
