package candidate

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// The generators judge scalars by the same threads, locks and order as maps, but report a
// scalar only if something makes it relevant: other accesses are atomic, it is a flag, it
// leads to a map, or the same two threads also share a map of its struct.

// Scalars yields the groups of scalars outside scopes: scalars of objects that have their own
// goroutine, and scalars that some accesses use atomically and others plainly.
func Scalars(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		if len(vs.Scalars.Order) == 0 {
			return
		}
		maps := byRoot(vs.Uses)
		for _, k := range vs.Scalars.Order {
			v := &guard.Variable{Uses: vs.Scalars.Of[k]}
			for _, groups := range []Groups{halfAtomic(v), ofObject(v, maps)} {
				for g := range groups {
					if !yield(g) {
						return
					}
				}
			}
		}
	}
}

// mayClash reports whether two accesses to a scalar need synchronization: one writes, and
// not both are atomic. The read and the write of one x++ are not a pair: its write conflicts
// with the write of another x++.
func mayClash(a, b *effect.Access) bool {
	if a.Pos.At() == b.Pos.At() && a.Op != b.Op {
		return false
	}
	bothAtomic := a.Scalar == effect.AtomicScalar && b.Scalar == effect.AtomicScalar
	return (a.Op.Writes() || b.Op.Writes()) && !bothAtomic
}

// scalarFinding makes a finding of a pair of accesses to a scalar. The access to change is
// the one that is not atomic.
func scalarFinding(p conflict.Pair) conflict.Finding {
	f := newFinding(p)
	if f.Access.Scalar == effect.AtomicScalar {
		f.Access, f.Other = f.Other, f.Access
		f.At, f.Locked = f.Access.Pos.At(), false // Lock was held by the plain access
	}
	f.Confidence = max(f.Confidence, certainty(p.A.Scalar, f.Self))
	return f
}

// certainty returns the lower bound that a kind of scalar sets for the confidence.
//
// Assumes: a pointer is assigned before others read it. A counter belongs to one goroutine
// at a time, unless many goroutines run the same code.
func certainty(w effect.Scalar, self bool) conflict.Confidence {
	switch {
	case w == effect.PointerScalar, w == effect.CountScalar && !self:
		return conflict.Possible
	case w == effect.StatusScalar, w == effect.CountScalar:
		return conflict.Likely
	}
	return conflict.Proved
}

// rootKey identifies a root: several Root values may describe the same one.
type rootKey struct {
	kind effect.RootKind
	pos  token.Pos
}

func rootOf(u *effect.RootAccess) rootKey { return rootKey{u.Root.Kind, u.Root.Pos} }

// byRoot groups the accesses to maps by the root that leads to them.
func byRoot(uses []effect.RootAccess) map[rootKey][]*effect.Access {
	out := map[rootKey][]*effect.Access{}
	for i := range uses {
		if u := &uses[i]; u.Scalar == effect.NotScalar && !u.Fresh && !u.GuardOnly {
			out[rootOf(u)] = append(out[rootOf(u)], &u.Access)
		}
	}
	return out
}

// ofObject yields the group of a scalar of an object that has its own goroutine or serves
// many requests at once.
func ofObject(v *guard.Variable, maps map[rootKey][]*effect.Access) Groups {
	pairs := func(yield func(conflict.Pair) bool) {
		for _, a := range v.Uses {
			if !concurrentRoot(a) {
				continue
			}
			for _, b := range v.Uses {
				candidates := mayClash(&a.Access, &b.Access) && meets(a, b)
				if candidates && matter(a, b, maps) && !yield(conflict.ByRoots(conflict.SharedScalar, a, b, v)) {
					return
				}
			}
		}
	}
	return slices.Values([]Group{{Pairs: pairs, Finding: scalarFinding}})
}

// matter is [scopeMaps.matter] for accesses by roots.
func matter(a, b *effect.RootAccess, maps map[rootKey][]*effect.Access) bool {
	leads := func(pointer *effect.RootAccess) bool { return !pointer.Op.Writes() && follows(pointer, maps) }
	switch a.Scalar {
	case effect.FlagScalar, effect.PlainScalar:
		return true
	case effect.PointerScalar:
		return leads(a) || leads(b)
	}
	for _, x := range maps[rootOf(a)] {
		if x.Holder() == "" || x.Holder() != a.Holder() {
			continue
		}
		if slices.ContainsFunc(maps[rootOf(b)], func(y *effect.Access) bool { return shareMap(x, y) }) {
			return true
		}
	}
	return false
}

// shareMap reports whether two accesses are to one map variable, a field of any object of a
// type or a global, and one of them writes.
func shareMap(x, y *effect.Access) bool {
	return (x.Op.Writes() || y.Op.Writes()) && x.Key() != "" && x.Key() == y.Key()
}

// follows reports whether the root that reads a pointer accesses a map behind it.
func follows(u *effect.RootAccess, maps map[rootKey][]*effect.Access) bool {
	return slices.ContainsFunc(maps[rootOf(u)], func(m *effect.Access) bool { return m.Place.Below(u.Place) })
}
