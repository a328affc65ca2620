package veto

import (
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// pair is two accesses to one variable, of which one changes it.
type pair struct {
	a, b *effect.RootAccess
	all  []*effect.RootAccess // to the variable, where a veto asks for them
}

// Pair returns the vetoes against two accesses by functions of the package, whatever says
// that their object is shared.
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

// SameThread reports whether two uses are made by one goroutine of which there
// is only one.
func SameThread(a, b *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && b.Root.Kind == effect.Goroutine && a.Root.Pos == b.Root.Pos && !a.Root.Many
}

// mayExclude reports whether the locks of two uses, of whatever objects, may
// keep them apart.
func mayExclude(a, b *effect.RootAccess) bool {
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			locks := (m.Kind == state.Write && n.Kind <= state.Read || m.Kind == state.Read && n.Kind == state.Write) && !guard.OfOneCall(a, m) && !guard.OfOneCall(b, n)
			if locks && (m.Place.Wild && !siblings(m.Place, n.Place) || guard.KeyOf(m) == "" || guard.KeyOf(n) == "" || guard.KeyOf(m) == guard.KeyOf(n)) {
				return true
			}
			if m.Kind > state.Read && m.Place.Owner != "" && m.Place.Owner == n.Place.Owner && state.Tied(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return guard.HoldsUnknown(a) || guard.HoldsUnknown(b) && !b.Op.Writes()
}

// siblings reports whether two locks are different fields of one struct: a field
// that points to a lock is not there to point to the lock beside it.
func siblings(a, b place.Place) bool {
	i, j := strings.LastIndexByte(a.Owner, '.'), strings.LastIndexByte(b.Owner, '.')
	return i > 0 && j > 0 && a.Owner[:i] == b.Owner[:j] && a.Owner != b.Owner
}
