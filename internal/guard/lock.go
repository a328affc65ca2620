// Package guard says which lock guards a map: a variable, field or global, with all
// accesses to it ([Variable]), the lock that they hold or that a comment states
// ([Statement]), and the path from the lock's object to the map. Locks are compared by
// type, not by object ([Key]). The inference ranks locks by a statistic ([Evidence]), as
// Engler et al. do ("Bugs as Deviant Behavior", SOSP 2001).
//
// What belongs here: code that answers "which lock, and does this access hold it". What
// does not: whether an access without the guard is reported, which candidate and veto
// decide.
package guard

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Key names a lock for all objects of a type.
type Key string

// KeyOf returns the key of a lock, "" if the lock is unknown.
func KeyOf(m *state.SyncFact) Key {
	p := m.Place
	behindInterface := p.Wild && p.Kind != place.Global && (p.Owner == "" || strings.HasPrefix(p.Owner, "sync.")) // such as Cond.L
	switch {
	case !p.Known() || behindInterface:
		return ""
	case p.Owner != "":
		return Key(p.Owner)
	case p.Kind == place.Global:
		return Key(p.Name + p.Path)
	}
	return ""
}

// sufficesFor reports whether a lock is held in the mode that an operation needs.
func sufficesFor(op state.Op, m *state.SyncFact) bool {
	return m.Kind == state.Write || m.Kind == state.Read && !op.Writes()
}

// HeldAs returns the lock with that key as an access holds it. If the access holds it for
// reading and for writing, HeldAs returns the latter.
func HeldAs(u *effect.RootAccess, k Key) (state.SyncFact, bool) {
	var found state.SyncFact
	ok := false
	for _, m := range u.Sync {
		isLock := m.Kind <= state.Read && KeyOf(m) == k && !OfOneCall(u, m)
		if isLock && (!ok || m.Kind == state.Write) {
			found, ok = *m, true
		}
	}
	return found, ok
}

// OfOneCall reports whether a lock that an access holds is a local variable of the function
// that takes it: each call has its own lock, so it excludes no other goroutine.
func OfOneCall(u *effect.RootAccess, m *state.SyncFact) bool {
	return m.Place.Kind == place.Local && u.OwnLock.Name != ""
}

// WayFrom reports whether a lock can be the guard of a map, and returns the path from the
// lock's object to the map. The lock must belong to an object on the path to the map, so
// that the rest of the path is the same for all objects of that type, or it must be a
// global. By promotion, the lock of an embedded struct belongs to the struct around it too.
func WayFrom(lock, m place.Place) (way string, ok bool) {
	if lock.Kind == place.Global {
		return "", true
	}
	owner := lock.Parent()
	if Promoted(lock) {
		for !m.HasPrefix(owner) && owner.OnlyFields() {
			owner = owner.Parent()
		}
	}
	if !m.HasPrefix(owner) {
		return "", false
	}
	m.Path = m.Path[len(owner.Path):]
	return m.AnyKeys(), true
}

// Promoted reports whether a lock is a field of an embedded struct. The field for an
// embedded struct has the name of the struct's type.
func Promoted(lock place.Place) bool {
	typ := lock.Owner[:max(0, strings.LastIndexByte(lock.Owner, '.'))]
	typ = typ[strings.LastIndexByte(typ, '.')+1:]
	return typ != "" && strings.HasSuffix(lock.Parent().Path, "."+typ)
}

// ByOwner stands for the path from a guard to its map if only the type of the guard's object
// is known.
const ByOwner = "*"

// Of returns the lock that most likely guards the map of an access that holds it, and the
// path from the object of the lock to the map; ok is false if no lock that it holds
// qualifies. A lock that is a global variable has no path: it is one lock for all maps. A
// map that was assigned to its object from elsewhere has its own place. The fields through
// which the access reaches it may then tell the object, [ByOwner].
func Of(a *effect.Access) (lock state.SyncFact, way string, ok bool) {
	for _, m := range a.Sync.Locks() {
		if !m.Place.Known() || !m.Must {
			continue
		}
		w, rel := WayFrom(m.Place, a.Place)
		if last := strings.LastIndexByte(a.Field, '.'); !rel && last > 0 && strings.HasPrefix(m.Place.Owner, a.Field[:last+1]) {
			w, rel = a.Field[last:], true
		}
		if !rel && m.Place.Owner != "" {
			w, rel = ByOwner, true
		}
		if !rel && m.Place.Path != "" {
			continue
		}
		if !ok || rank(w) > rank(way) {
			lock, way, ok = *m, w, true
		}
	}
	return lock, way, ok
}

// rank orders paths by how much they say about the object of the lock.
func rank(way string) int {
	switch way {
	case ByOwner:
		return 0
	case "":
		return 1
	}
	return 2
}

// Holds reports whether an access may hold a lock with the key of m, for reading or for
// writing.
func Holds(a *effect.Access, m state.SyncFact) bool {
	for _, n := range a.Sync.Locks() {
		if n.Place == m.Place || KeyOf(n) == KeyOf(&m) && KeyOf(&m) != "" {
			return true
		}
	}
	return false
}

// HeldLock returns a lock that the access holds.
func HeldLock(it *effect.ScopedAccess) (state.SyncFact, bool) {
	for _, m := range it.Sync.Locks() {
		if m.Place.Known() {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// HoldsUnknown reports whether an access holds a lock that the analyzer cannot identify, so
// that it may be any lock.
func HoldsUnknown(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool { return KeyOf(m) == "" && !OfOneCall(u, m) })
}

// HoldsOnWay reports whether an access holds a lock of an object on the path to its map, or
// a global lock.
func HoldsOnWay(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		_, ok := WayFrom(m.Place, u.Place)
		return ok
	})
}
