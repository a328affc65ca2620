package guard

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Taking records that a root takes a lock of one object for writing.
type Taking struct {
	Root  token.Pos
	Lock  Key
	owner place.Place
}

// Takings returns the locks that declared functions take themselves.
func (vs *Variables) Takings() map[Taking]bool {
	if vs.taken != nil {
		return vs.taken
	}
	vs.taken = map[Taking]bool{}
	for i := range vs.Uses {
		u := &vs.Uses[i]
		if u.Root.Literal {
			continue
		}
		for _, m := range u.Sync {
			if k := KeyOf(m); m.Must && m.Kind == state.Write && k != "" {
				vs.taken[Taking{u.Root.Pos, k, anyKeys(m.Place.Parent())}] = true
			}
		}
	}
	return vs.taken
}

// anyKeys returns a place with only the root and the path of p, and with all map keys
// unknown.
func anyKeys(p place.Place) place.Place {
	q := p.Root()
	q.Path = p.AnyKeys()
	return q
}

// TakesGuard reports whether the root of an access is a declared function that takes the
// guard of the map's object for writing, at any access. Its callers then do not hold the
// guard, since the function would deadlock. A function literal does not qualify: it may be
// called under the lock and release it for a while.
func (v *Variable) TakesGuard(u *effect.RootAccess) bool {
	owner := anyKeys(u.Place)
	owner.Path = strings.TrimSuffix(owner.Path, v.Way)
	if v.Taken[Taking{u.Root.Pos, v.Lock, owner}] {
		return true
	}
	// A global object has no path from its lock to its map.
	return !u.Root.Literal && v.RootHolds(u, func(m *state.SyncFact) bool { return m.Must && m.Kind == state.Write })
}

// TakesOuter reports whether a method takes the lock of its receiver, reaches the map from
// the receiver through the object that has the guard, and does not take the guard. Its
// author mistakes the outer lock for the guard, because the outer field hides the lock of
// the embedded object.
//
// False negative: methods that the package may call through an interface, since the caller
// may hold the guard.
func (v *Variable) TakesOuter(u *effect.RootAccess) bool {
	wayKnown := v.Way != ByOwner && v.Way != ""
	calledDirectly := !u.Root.Literal && !u.Root.Invoked
	if !u.Root.Method || !calledDirectly || !wayKnown {
		return false
	}
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := wayFromObject(m, u)
		onReceiver := m.Place.Kind == place.Param && m.Place.Index == 0
		longer := len(way) > len(v.Way) && strings.HasSuffix(way, v.Way)
		return ok && m.Kind == state.Write && onReceiver && longer
	})
}

// HandedOut reports whether an access is made by a callback that its package passes, without
// holding the guard, to an unknown function value. The callee calls it without the guard, at
// once or later.
//
// Assumes: a callback that is passed while the object is constructed and that fills its map
// is called at once; one that reads or deletes is called later.
func (v *Variable) HandedOut(u *effect.RootAccess) bool {
	return u.Root.HandedOut && !(u.Root.DuringConstruction && slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		return w.Root.Pos == u.Root.Pos && (w.Op == state.OpWrite || w.Op == state.OpReplace)
	}))
}

// LeftToCallers reports whether an exported function leaves the guard to its callers: its
// package calls it only with the guard held, so it would deadlock if it took the lock
// itself. One of three conditions must hold as well: other packages can name the lock, such
// as an embedded one; no other module can call the function; or the package calls the method
// through an interface. A method of the type with a lock that others can name also qualifies
// if no other method of the type takes the lock.
//
// False negative: another package of the module calls the function without the lock.
func (v *Variable) LeftToCallers(u *effect.RootAccess) bool {
	if u.Root.Kind != effect.API {
		return false
	}
	dot := strings.LastIndexByte(string(v.Lock), '.')
	nameable := ast.IsExported(string(v.Lock[dot+1:])) || u.Root.LockableReceiver && v.ofReceiver(u)
	ofLockOwner := u.Root.Method && (u.Root.Recv == string(v.Lock[:max(0, dot)]) || v.ofReceiver(u))
	if nameable && ofLockOwner && !v.takenBy(u.Root.Recv) {
		return true
	}
	calledHere := nameable || u.Root.InternalPackage || u.Root.Invoked
	return calledHere && slices.ContainsFunc(u.Root.CallerLockset, func(m *state.SyncFact) bool {
		return m.Must && KeyOf(m) == v.Lock && sufficesFor(u.Op, m)
	})
}

// takenBy reports whether some method of the type recv accesses the map with the guard.
func (v *Variable) takenBy(recv string) bool {
	return slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool {
		_, ok := HeldAs(u, v.Lock)
		return ok && u.Root.Recv == recv
	})
}
