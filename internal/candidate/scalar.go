package candidate

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// The generators judge scalars by the same threads, locks and order as maps, but report a
// scalar only if something makes it relevant: other accesses are atomic, it is a flag, it
// leads to a map, or the same two threads also share a map of its struct.

// Scalars returns the findings of scalars outside scopes: scalars of objects that have their
// own goroutine, scalars that some accesses use atomically and others plainly, and pointers
// that are replaced under a lock.
func Scalars(vs *guard.Variables, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	if len(vs.Scalars.Order) == 0 {
		return out
	}
	maps := byRoot(vs.Uses)
	for _, k := range vs.Scalars.Order {
		if fs := halfAtomic(vs.Scalars.Of[k], rec); len(fs) > 0 {
			out = append(out, fs...)
		} else if fs := swapped(vs.Scalars.Of[k], maps); len(fs) > 0 {
			out = append(out, fs...)
		} else if f := ofObject(vs.Scalars.Of[k], maps, rec); f != nil {
			out = append(out, *f)
		}
	}
	return out
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
func scalarFinding(kind conflict.EvidenceKind, a, b *effect.ScopedAccess) conflict.Finding {
	f := newFinding(kind, a, b)
	if f.Access.Scalar == effect.AtomicScalar {
		f.Access, f.Other = f.Other, f.Access
		f.At, f.Locked = f.Access.Pos.At(), false // Lock was held by the plain access
	}
	f.Confidence = max(f.Confidence, certainty(a.Scalar, f.Self))
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

// ofObject returns the finding of a scalar of an object that has its own goroutine or serves
// many requests at once, nil if there is none.
func ofObject(uses []*effect.RootAccess, maps map[rootKey][]*effect.Access, rec *ledger.Record) *conflict.Finding {
	var best *conflict.Finding
	for _, a := range uses {
		if !concurrentRoot(a) || a.Waited() && !rec.Hears() {
			continue
		}
		for _, b := range uses {
			if !mayClash(&a.Access, &b.Access) || !meets(a, b) {
				continue
			}
			why := veto.ObjectScalar(rec, a, b)
			if why.Silent() && !rec.Hears() {
				continue
			}
			x, y := sides(a, b)
			f := scalarFinding(conflict.SharedScalar, x, y)
			if best != nil && !better(f, *best) {
				continue
			}
			if !matter(a, b, maps) {
				why = why.And(ledger.Verdict{First: veto.Immaterial})
			}
			if why.Silent() {
				rec.Silent(*x, *y, why)
			} else {
				best = &f
			}
		}
	}
	return best
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
