package candidate

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Guarded yields the groups of maps that have a guard: one for each access that does not
// hold it, or holds it only for reading, and one for each function that returns the map. The
// guard is the lock that a comment names. Without such a comment it is the lock that most
// accesses hold.
func Guarded(vs *guard.Variables, stated map[string]guard.Statement) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := guardedMap{Variable: vs.Variable(k, stated)}
			s, ok := stated[k]
			switch {
			case ok && !s.Loose:
				v.Believe(s)
				v.stated = &s
			case v.Infer():
			default:
				continue
			}
			for g := range v.groups() {
				if !yield(g) {
					return
				}
			}
		}
	}
}

// guardedMap is a variable whose guard is known.
type guardedMap struct {
	*guard.Variable
	stated    *guard.Statement     // says which lock is the guard, nil if the guard is inferred
	somewhere map[site]bool        // the sites that hold the guard on some call path
	others    []*effect.RootAccess // what a bare access may conflict with: writes first, holders first
}

// groups yields the groups of one map.
func (v guardedMap) groups() Groups {
	v.somewhere = v.heldOnSomePath()
	v.others = slices.Clone(v.Holders)
	if v.stated != nil {
		v.others = append(v.others, v.Uses...)
	}
	v.others = slices.Concat(writesOf(v.others, true), writesOf(v.others, false))
	return func(yield func(Group) bool) {
		for _, u := range writesFirst(slices.Concat(v.Uses, v.Helpers)) {
			if !v.holds(u) && !yield(v.bare(u)) {
				return
			}
		}
		for g := range v.leaked(v.Leaks) {
			if !yield(g) {
				return
			}
		}
	}
}

// writesOf returns the accesses that write, or those that do not.
func writesOf(uses []*effect.RootAccess, write bool) []*effect.RootAccess {
	return slices.DeleteFunc(slices.Clone(uses), func(u *effect.RootAccess) bool { return u.Op.Writes() != write })
}

// writesFirst sorts accesses: m[k]++ is a write.
func writesFirst(uses []*effect.RootAccess) []*effect.RootAccess {
	slices.SortStableFunc(uses, func(a, b *effect.RootAccess) int { return cmp.Compare(b.Op, a.Op) })
	return uses
}

// holds reports whether an access holds the guard in the mode that its operation needs. A
// lock that the analyzer cannot identify may be the one that a comment states.
func (v guardedMap) holds(u *effect.RootAccess) bool {
	if v.stated == nil {
		return v.HeldAt(u)
	}
	m, ok := v.stated.HeldBy(u)
	return ok && (m.Kind == state.Write || !u.Op.Writes()) || guard.HoldsUnknown(u)
}

// bare returns the group of an access that does not hold the guard. An access that only
// itself changes the map conflicts with itself.
func (v guardedMap) bare(u *effect.RootAccess) Group {
	kind, finding := conflict.GuardedMap, v.againstInferred
	if v.stated != nil {
		kind, finding = conflict.StatedGuard, v.againstStated
	}
	pairs := func(yield func(conflict.Pair) bool) {
		for _, w := range v.others {
			other := w.Pos.At() != u.Pos.At() || v.stated == nil
			if other && (u.Op.Writes() || w.Op.Writes()) && !yield(conflict.ByRoots(kind, u, w, v.Variable)) {
				return
			}
		}
		if v.stated != nil && u.Op.Writes() {
			yield(conflict.ByRoots(kind, u, u, v.Variable))
		}
	}
	return Group{Pairs: pairs, BestFirst: true, Finding: finding}
}

// againstInferred makes the finding of an access without the guard and one that holds it.
func (v guardedMap) againstInferred(p conflict.Pair) conflict.Finding {
	u, other := p.A.ByRoot, p.B.ByRoot
	f := bareFinding(p)
	f.Lock, _ = guard.HeldAs(other, v.Lock)
	f.Guard, f.Way = v.Nearby(&f.Lock)
	f.Locked, f.HasGuard, f.Guards = true, true, v.Holders
	if v.somewhere[siteOf(u)] || u.CopyOfCaller && u.OwnLock.Of != effect.Received {
		reportAtCall(&f, u)
	}
	if f.Indirect || u.ExpectsLock {
		f.Via = u.Via
	}
	return f
}

// againstStated makes the finding of an access without the guard that a comment states.
func (v guardedMap) againstStated(p conflict.Pair) conflict.Finding {
	u, s := p.A.ByRoot, v.stated
	f := bareFinding(p)
	if slices.ContainsFunc(v.Holders, func(w *effect.RootAccess) bool { return w.Pos.At() == u.Pos.At() }) {
		reportAtCall(&f, u)
	}
	if f.Indirect || u.ExpectsLock {
		f.Via = u.Via
	}
	if _, ok := s.HeldBy(u); ok {
		f.Category = conflict.RLockWrite
	}
	f.Lock, f.Locked, f.Stated = state.SyncFact{Place: s.Lock}, true, s.Pos
	f.Guard, f.Way, f.HasGuard = f.Lock, v.Way, !s.Opaque
	f.Guard.Place.Path += s.Step
	return f
}

// site is a position in the source with a read or a write.
type site struct {
	pos    token.Pos
	writes bool
}

func siteOf(u *effect.RootAccess) site { return site{u.Pos.At(), u.Op.Writes()} }

// heldOnSomePath returns the sites that hold the guard on some call path. Where another path
// does not hold it, the call on that path is the one to change.
func (v guardedMap) heldOnSomePath() map[site]bool {
	out := map[site]bool{}
	for _, u := range v.Uses {
		if v.HeldAt(u) {
			out[siteOf(u)] = true
		}
	}
	return out
}
