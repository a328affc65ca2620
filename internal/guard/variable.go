package guard

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Variable is a map-valued field or global with its accesses.
type Variable struct {
	Uses     []*effect.RootAccess
	Helpers  []*effect.RootAccess // accesses by functions that only tests call: not evidence of a guard
	Holders  []*effect.RootAccess // the accesses that hold the guard, one for each position
	Taken    map[Taking]bool      // the locks that roots take
	Evidence                      // for the guard
	Leaks    []*effect.RootAccess // where functions return the map

	members  []Key              // the locks that every change of the map holds for writing
	comment  *Statement         // a comment that may be wrong, which names the guard
	declared *effect.FieldGuard // the guard that another package has found, which declares the field
}

// Shared reports whether others are likely to have the object of an access: the object is
// the receiver, a global or captured by a closure, or it belongs to one of them.
//
// Assumes: an object that is passed as an argument may be the caller's own.
func Shared(u *effect.RootAccess) bool {
	switch u.Place.Kind {
	case place.Param:
		return u.Place.Index == 0 && u.Root.Method
	case place.Value:
		return u.MaybeShared
	}
	return true
}

// OfOwner reports whether an access goes from the receiver of a method to the map, where the
// receiver's type has the guard. It also holds if the root takes the guard of the map's
// object at another access, and this access holds no other lock at the same path.
func (v *Variable) OfOwner(u *effect.RootAccess) bool {
	return v.TakesGuard(u) && !v.OtherOwner(u) || v.ofReceiver(u)
}

// ofReceiver reports whether an access goes from the receiver of a method to the map, where
// the receiver's type has the guard. A struct with the map as a direct field has the guard
// as another field or in a struct that it embeds.
func (v *Variable) ofReceiver(u *effect.RootAccess) bool {
	if !u.OnReceiver() || u.Place.AnyKeys() != v.Way {
		return false
	}
	besideMap := !Inner(v.Way) && !strings.ContainsAny(v.Way, "[{")
	return strings.HasPrefix(string(v.Lock), u.Root.Recv+".") || besideMap
}

// HeldAt reports whether an access holds the guard in the mode that its operation needs, or
// reads the map under another lock that excludes all writers.
func (v *Variable) HeldAt(u *effect.RootAccess) bool {
	m, ok := HeldAs(u, v.Lock)
	return ok && sufficesFor(u.Op, &m) || v.holdsMember(u)
}

// Nearer reports whether an access holds a lock whose object is nearer to the map than the
// guard's.
//
// Assumes: where the map's own object has a lock, the lock of an outer object is held for
// another reason.
func (v *Variable) Nearer(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := wayFromObject(m, u)
		return ok && len(way) < len(v.Way) && sufficesFor(u.Op, m)
	})
}

// OtherOwner reports whether an access holds a lock other than the guard with the same path
// to the map: the lock of an owner of another type.
func (v *Variable) OtherOwner(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := WayFrom(m.Place, u.Place)
		return ok && way == v.Way && KeyOf(m) != v.Lock
	})
}

// RootHolds reports whether the root of an access holds the guard at some access to the same
// map, in a mode that enough accepts.
func (v *Variable) RootHolds(u *effect.RootAccess, enough func(*state.SyncFact) bool) bool {
	return slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		if w.Root.Pos != u.Root.Pos || w.Place.Path != u.Place.Path || w.Place.Root() != u.Place.Root() {
			return false
		}
		m, ok := HeldAs(w, v.Lock)
		return ok && enough(&m)
	})
}

// wayFromObject returns the path from the object of a lock, held on all call paths, to the
// map.
func wayFromObject(m *state.SyncFact, u *effect.RootAccess) (way string, ok bool) {
	if !m.Must || m.Place.Kind == place.Global {
		return "", false
	}
	return WayFrom(m.Place, u.Place)
}

// OtherLock reports whether an access certainly holds another lock of the object that has
// the guard, and not the guard: its author treats the object as shared.
func (v *Variable) OtherLock(u *effect.RootAccess) bool {
	if _, ok := HeldAs(u, v.Lock); ok {
		return false
	}
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := wayFromObject(m, u)
		other := KeyOf(m) != v.Lock && KeyOf(m) != ""
		return ok && way == v.Way && m.Kind == state.Write && other
	})
}

// Inner reports whether a map is not a field of the object that has its guard, but of an
// object inside that one.
func Inner(way string) bool { return strings.Count(way, ".") > 1 }

// Nearby returns the guard and the path from its object to the map, as taken from an access
// that reaches the map through the object of the lock. If there is no such access, it
// returns the given lock, which is the same for all accesses to a global object.
func (v *Variable) Nearby(m *state.SyncFact) (lock state.SyncFact, way string) {
	for _, w := range v.Holders {
		l, ok := HeldAs(w, v.Lock)
		if owner := l.Place.Parent(); ok && l.Place.Path != "" && w.Place.HasPrefix(owner) {
			return l, w.Place.Path[len(owner.Path):]
		}
	}
	return *m, v.Way
}

// GuardedWrite returns a change in place that holds the guard, nil if there is none.
func (v *Variable) GuardedWrite() *effect.RootAccess {
	for _, w := range v.Holders {
		if w.Op.Changes() {
			return w
		}
	}
	return nil
}
