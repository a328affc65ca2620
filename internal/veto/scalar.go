package veto

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
)

// Plain returns the vetoes against a plain access to a scalar that others access
// atomically.
func Plain(rec *ledger.Record, u *effect.RootAccess) ledger.Verdict {
	return ask(rec, plainVetoes, u)
}

// Atomic returns the vetoes against two accesses to a scalar, one of them atomic.
func Atomic(rec *ledger.Record, a, b *effect.RootAccess) ledger.Verdict {
	return ask(rec, atomicVetoes, pair{a: a, b: b})
}

// ObjectScalar returns the vetoes against two accesses to a scalar of an object that has its
// own goroutine or serves many requests.
func ObjectScalar(rec *ledger.Record, a, b *effect.RootAccess) ledger.Verdict {
	return ask(rec, objectScalarVetoes, pair{a: a, b: b})
}

// objectScalarVetoes are the reasons why two accesses to a scalar field of one type are not
// a conflict.
var objectScalarVetoes = slices.Concat(objectVetoes, []veto[pair]{
	when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
	when("the same field of another object", func(p pair) bool { return elsewhere(p.a, p.b) }),
})

// plainVetoes are the reasons why a plain access to a scalar that others access atomically
// is not reported.
var plainVetoes = []veto[*effect.RootAccess]{
	when("nobody knows when the callback runs", func(u *effect.RootAccess) bool { return u.Root.Kind == effect.Callback }),
	when("main runs before or after all others", func(u *effect.RootAccess) bool { return u.Root.Kind == effect.Main }),
	when("the others have been waited for", func(u *effect.RootAccess) bool { return u.Waited() }),
	when("the caller is to hold a lock", func(u *effect.RootAccess) bool { return u.ExpectsLock }),
	when("the object may be the caller's own", func(u *effect.RootAccess) bool { return !guard.Shared(u) || u.Place.Kind == place.Value }),
}

// atomicVetoes are the reasons why two accesses to a scalar, one of them atomic, are to two
// scalars or are ordered.
var atomicVetoes = []veto[pair]{
	when("the same field of another object", func(p pair) bool { return !sameScalar(p.a, p.b) }),
	when("one goroutine makes both", func(p pair) bool { return SameThread(p.a, p.b) }),
	when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
}

// sameScalar reports whether two accesses to a field are to the same place. A struct type
// that is part of several other structs has a scalar in each.
func sameScalar(u, w *effect.RootAccess) bool {
	direct := u.Place.Len() <= 1 && w.Place.Len() <= 1
	return direct || u.Root.Recv == w.Root.Recv && u.Place.Path == w.Place.Path
}

// elsewhere reports whether two accesses reach a scalar field by different paths. A struct
// type that is part of several other structs has a scalar in each.
func elsewhere(a, b *effect.RootAccess) bool {
	return a.Place.Path != b.Place.Path && (!a.ByConstructor || a.ConstructedPath != b.Place.Path)
}

// Immaterial is the veto against a scalar that no map depends on.
const Immaterial = "a word that no map makes matter"
