package candidate

import (
	"iter"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// HalfClones yields a group for each map that an object shares with its clone. The pairs are
// the clone and each change in place by a function of the package: the change through one
// object is visible through the other.
func HalfClones(shared []effect.Access, vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, a := range shared {
			if !yield(Group{Pairs: changesOfClone(a, &guard.Variable{Uses: vs.Maps.Of[a.Key()]}), Finding: halfClone}) {
				return
			}
		}
	}
}

func changesOfClone(a effect.Access, v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, u := range v.Uses {
			changesHere := u.Op.Changes() && !u.Elsewhere() && u.Root.Kind != effect.Main
			if !changesHere || u.Func == a.Func || !samePart(&a, u) || lentLock(u) {
				continue
			}
			p := conflict.ByRoots(conflict.HalfCloned, u, u, v)
			p.A = conflict.Side{Access: &a, Scoped: &effect.ScopedAccess{Access: a}}
			if !yield(p) {
				return
			}
		}
	}
}

func halfClone(p conflict.Pair) conflict.Finding {
	return conflict.Finding{
		Category: conflict.SharedCopy, Access: *p.A.Scoped, Other: p.B.ByRoot.Scoped(),
		Evidence: p.Kind.Evidence(),
		Location: conflict.Location{At: p.A.Pos.At()},
	}
}

// samePart reports whether an access may be to the map that a clone shares. A struct type
// that is a part of another struct in two places has two such maps there, which their paths
// tell apart. The two accesses may begin at different objects, so only the common end of
// their paths is compared.
func samePart(a *effect.Access, u *effect.RootAccess) bool {
	x, y := a.Place.AnyKeys(), u.Place.AnyKeys()
	return strings.HasSuffix(x, y) || strings.HasSuffix(y, x)
}

// lentLock reports whether an access holds a lock that it reaches through a pointer. The
// object and its clone may share that lock, as they share the map.
func lentLock(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool { return m.Place.Wild })
}
