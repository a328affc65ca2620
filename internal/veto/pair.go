package veto

import (
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// pair is two accesses to one variable; one of them changes it.
type pair struct {
	a, b *effect.RootAccess
	all  []*effect.RootAccess // all accesses to the variable, if a veto needs them
}

// Pair returns the vetoes against two accesses by functions of the package. They do not
// depend on the evidence that the object is shared.
func Pair(rec *ledger.Record, a, b *effect.RootAccess) ledger.Verdict {
	return ask(rec, pairVetoes, pair{a: a, b: b})
}

// pairVetoes are the reasons why two accesses to one object do not run at the same time.
var pairVetoes = []veto[pair]{
	when("one goroutine makes both", func(p pair) bool { return SameThread(p.a, p.b) }),
	when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
	when("own variable", func(p pair) bool {
		return ownVariable(&p.a.Access, &p.b.Access) || ownVariable(&p.b.Access, &p.a.Access)
	}),
}

// SameThread reports whether one goroutine makes both accesses, and only one such goroutine
// runs at a time.
func SameThread(a, b *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && b.Root.Kind == effect.Goroutine && a.Root.Pos == b.Root.Pos && !a.Root.Many
}

// mayExclude reports whether locks or other facts of two accesses may keep them apart,
// whatever the objects of the locks are.
func mayExclude(a, b *effect.RootAccess) bool {
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			ofOneCall := guard.OfOneCall(a, m) || guard.OfOneCall(b, n)
			if exclusive(m, n) && !ofOneCall && mayBeOneLock(m, n) {
				return true
			}
			ofOneOwner := m.Place.Owner != "" && m.Place.Owner == n.Place.Owner
			if m.Kind > state.Read && ofOneOwner && state.Tied(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return guard.HoldsUnknown(a) || guard.HoldsUnknown(b) && !b.Op.Writes()
}

// exclusive reports whether two facts are locks and one of them is held for writing.
func exclusive(m, n *state.SyncFact) bool {
	return max(m.Kind, n.Kind) <= state.Read && min(m.Kind, n.Kind) == state.Write
}

// mayBeOneLock reports whether two locks may be the same, whatever their objects are.
func mayBeOneLock(m, n *state.SyncFact) bool {
	if m.Place.Wild && !siblings(m.Place, n.Place) {
		return true
	}
	a, b := guard.KeyOf(m), guard.KeyOf(n)
	return a == "" || b == "" || a == b
}

// siblings reports whether two locks are different fields of one struct.
//
// Assumes: a field that points to a lock does not point to another lock of its struct.
func siblings(a, b place.Place) bool {
	i, j := strings.LastIndexByte(a.Owner, '.'), strings.LastIndexByte(b.Owner, '.')
	return i > 0 && j > 0 && a.Owner[:i] == b.Owner[:j] && a.Owner != b.Owner
}
