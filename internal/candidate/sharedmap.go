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

// SharedMaps yields a group for each map that an object shares with its clone, or with a copy
// that has another lock. The pairs are the place where the clone is made and each change in
// place by a function of the package: the change through one object is visible through the
// other.
func SharedMaps(shared []effect.SharedMap, vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, m := range shared {
			v := &guard.Variable{Uses: vs.Maps.Of[m.Key()]}
			g := Group{Pairs: changesOf(m, v, throughOther), Finding: halfClone}
			if len(m.OwnLocks) > 0 {
				if slices.ContainsFunc(vs.Leaks.Of[m.Key()], func(l *effect.RootAccess) bool { return l.Func == m.Func }) {
					continue // the map leaves its critical section there, whatever lock the object has
				}
				g = Group{Pairs: changesOf(m, v, underOwnLock), Finding: relocked}
			}
			if !yield(g) {
				return
			}
		}
	}
}

// changesOf yields the pairs of the place where two objects come to share a map and of each
// change that shows in the other object.
func changesOf(m effect.SharedMap, v *guard.Variable, shows func(effect.SharedMap, *effect.RootAccess) bool) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, u := range v.Uses {
			if !changesHere(u) || !shows(m, u) {
				continue
			}
			p := conflict.ByRoots(conflict.HalfCloned, u, u, v)
			p.A = conflict.Side{Access: &m.Access, Scoped: &effect.ScopedAccess{Access: m.Access}}
			if !yield(p) {
				return
			}
		}
	}
}

// underOwnLock reports whether an access holds a lock that each of the two objects has for
// itself: the lock of one does not exclude a goroutine that holds the lock of the other.
func underOwnLock(m effect.SharedMap, u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(l *state.SyncFact) bool { return isOwn(m, l, u) })
}

// throughOther reports whether another function makes an access that may be to the shared map.
func throughOther(m effect.SharedMap, u *effect.RootAccess) bool {
	return u.Func != m.Func && samePart(&m.Access, u) && !lentLock(u)
}

// isOwn reports whether a lock is a field of the object that has the map of an access, and
// one that the objects which share the map do not share. No other lock must be held.
func isOwn(m effect.SharedMap, l *state.SyncFact, u *effect.RootAccess) bool {
	way, ok := guard.WayFrom(l.Place, u.Place)
	return ok && way == m.Way && slices.Contains(m.OwnLocks, l.Place.Owner) && u.Sync.NumLocks() == 1
}

// relocked makes the finding of a map that is changed under one of two locks.
func relocked(p conflict.Pair) conflict.Finding {
	f := halfClone(p)
	f.Lock, f.Locked = guard.HeldLock(&f.Other)
	return f
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
