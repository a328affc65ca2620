package candidate

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// swapped yields a group for each bare read of a pointer that is replaced under a lock and points to a
// struct with maps. A function that follows the pointer to a map without that lock reads the
// pointer while another function assigns it. The lock counts as the pointer's guard only if
// enough functions hold it ([guard.Evidence.Guards]).
//
// False negative: a function that replaces the pointer also reads it earlier without the
// lock.
func swapped(v *guard.Variable, maps map[rootKey][]*effect.Access) Groups {
	lock, write := swapLock(v.Uses)
	if write == nil {
		return none
	}
	holders, all := map[string]bool{}, map[string]bool{}
	for _, u := range v.Uses {
		all[u.Func] = true
		if _, ok := guard.HeldAs(u, lock); ok {
			holders[u.Func] = true
		}
	}
	e := guard.Evidence{For: guard.Witnesses{Readers: float64(len(holders))}, Against: guard.Witnesses{Readers: float64(len(all) - len(holders))}, Written: true}
	if len(holders) < 2 || !e.Guards() {
		return none
	}
	return func(yield func(Group) bool) {
		for _, u := range v.Uses {
			forgets := readsBare(u) && follows(u, maps) && !replacesIt(u, v.Uses)
			if forgets && !yield(one(conflict.ByRoots(conflict.SwappedPointer, u, write, v), swappedPointer)) {
				return
			}
		}
	}
}

// swappedPointer makes the finding of a read of a pointer and its replacement.
func swappedPointer(p conflict.Pair) conflict.Finding {
	f := scalarFinding(p)
	f.Confidence = p.Kind.Evidence().Confidence
	return f
}

// readsBare reports whether a function that others may call at any time reads the pointer of
// a shared object without any lock.
func readsBare(u *effect.RootAccess) bool {
	if u.Root.Kind != effect.API && u.Root.Kind != effect.Entry || u.Op.Writes() {
		return false
	}
	return withoutLock(u) && !u.Waited() && guard.Shared(u)
}

// replacesIt reports whether the function that reads a pointer, or the root of that access,
// also replaces the pointer.
func replacesIt(u *effect.RootAccess, uses []*effect.RootAccess) bool {
	return slices.ContainsFunc(uses, func(w *effect.RootAccess) bool {
		return w.Op.Writes() && (w.Func == u.Func || w.Root.Pos == u.Root.Pos)
	})
}

// swapLock returns the lock that all assignments of a pointer hold for writing, and one of
// these assignments. The lock belongs to the same object as the pointer. The assignment is
// nil if there is no such lock.
func swapLock(uses []*effect.RootAccess) (guard.Key, *effect.RootAccess) {
	var lock guard.Key
	var write *effect.RootAccess
	for _, u := range uses {
		if u.Scalar != effect.PointerScalar {
			return "", nil
		}
		if !u.Op.Writes() {
			continue
		}
		i := slices.IndexFunc(u.Sync, func(m *state.SyncFact) bool {
			way, ok := guard.WayFrom(m.Place, u.Place)
			surely := m.Kind == state.Write && m.Must && guard.KeyOf(m) != ""
			return ok && surely && strings.Count(way, ".") == 1
		})
		if i < 0 || lock != "" && guard.KeyOf(u.Sync[i]) != lock {
			return "", nil
		}
		lock, write = guard.KeyOf(u.Sync[i]), u
	}
	if lock == "" {
		return "", nil
	}
	return lock, write
}

// follows reports whether the root that reads a pointer accesses a map behind it.
func follows(u *effect.RootAccess, maps map[rootKey][]*effect.Access) bool {
	return slices.ContainsFunc(maps[rootOf(u)], func(m *effect.Access) bool { return m.Place.Below(u.Place) })
}
