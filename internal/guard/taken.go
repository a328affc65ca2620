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

// Taking is a lock that a root takes for writing, of one object.
type Taking struct {
	Root  token.Pos
	Lock  Key
	owner place.Place
}

// Takings lists the locks that declared functions take themselves.
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

// anyKeys returns p with all keys of maps unknown, and nothing but its root and path.
func anyKeys(p place.Place) place.Place {
	q := p.Root()
	q.Path = p.AnyKeys()
	return q
}

// TakesGuard reports whether the root of a use, a declared function, takes the guard
// of the object that has the map for writing, at whatever access: then its callers,
// whoever they are, do not hold it. A literal may be called under the lock, and give
// it up for a while.
func (v *Variable) TakesGuard(u *effect.RootAccess) bool {
	owner := anyKeys(u.Place)
	owner.Path = strings.TrimSuffix(owner.Path, v.Way)
	if v.Taken[Taking{u.Root.Pos, v.Lock, owner}] {
		return true
	}
	// A global object has no way from its lock to its map.
	return !u.Root.Literal && v.RootHolds(u, func(m *state.SyncFact) bool { return m.Must && m.Kind == state.Write })
}

// TakesOuter reports whether a use is by a method that takes the lock of an object which
// leads to the one that has the guard, and of which it reaches the map: it takes the map
// for shared, and mistakes that lock for the guard. An embedded object's lock hides
// behind that of the outer one. Methods of a name by which the package calls some
// through an interface are left out: it may hold the guard then.
func (v *Variable) TakesOuter(u *effect.RootAccess) bool {
	return !u.Root.Literal && !u.Root.Invoked && v.Way != ByOwner && slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool {
		way, ok := WayFrom(m.Place, u.Place)
		return ok && m.Must && m.Kind == state.Write && m.Place.Kind == place.Param && m.Place.Index == 0 && u.Root.Method &&
			len(way) > len(v.Way) && strings.HasSuffix(way, v.Way) && v.Way != ""
	})
}

// HandedOut reports whether a use is by a callback that its package hands, without the
// guard, to a function which it is given itself: that calls it at once or later, and is
// no more under the guard then. While an object is made, a callback that fills its map
// is called at once; one that reads, or deletes, is there for later.
func (v *Variable) HandedOut(u *effect.RootAccess) bool {
	return u.Root.Handed && !(u.Root.Early && slices.ContainsFunc(v.Uses, func(w *effect.RootAccess) bool {
		return w.Root.Pos == u.Root.Pos && (w.Op == state.OpWrite || w.Op == state.OpReplace)
	}))
}

// LeftToCallers reports whether a use is by an exported function that its package only
// calls with the guard held: to take it there would be to wait forever. The guard is a
// lock that other packages can name, such as an embedded one, or no other module can call
// the function, which its author took for one of the package's own, or it is a method that
// the package calls through an interface, as it does those of changes that it applies. That another package
// of the module calls it without the lock is the miss that this trades.
//
// The same goes for a method of the type that has such a lock if no other method of that
// type takes it: all of them leave it to others.
func (v *Variable) LeftToCallers(u *effect.RootAccess) bool {
	dot := strings.LastIndexByte(string(v.Lock), '.')
	named := ast.IsExported(string(v.Lock[dot+1:])) || u.Root.Locks && v.ofReceiver(u)
	if named && u.Root.Kind == effect.API && u.Root.Method && (u.Root.Recv == string(v.Lock[:max(0, dot)]) || v.ofReceiver(u)) && !v.takenBy(u.Root.Recv) {
		return true
	}
	return u.Root.Kind == effect.API && (named || u.Root.Internal || u.Root.Invoked) &&
		slices.ContainsFunc(u.Root.Within, func(m *state.SyncFact) bool {
			return m.Must && KeyOf(m) == v.Lock && (m.Kind == state.Write || m.Kind == state.Read && !u.Op.Writes())
		})
}

// takenBy reports whether a method of some type accesses the map with the guard.
func (v *Variable) takenBy(recv string) bool {
	return slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool {
		_, ok := HeldAs(u, v.Lock)
		return ok && u.Root.Recv == recv
	})
}
