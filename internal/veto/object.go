package veto

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Object returns the vetoes against a pair of accesses to a map of an object that has its
// own goroutine or serves many requests. The slice all has every access to the map.
func Object(rec *ledger.Record, a, b *effect.RootAccess, all []*effect.RootAccess) ledger.Verdict {
	return ask(rec, objectMapVetoes, pair{a, b, all})
}

// objectMapVetoes are the reasons why two accesses to a map field of one type are not a
// conflict.
var objectMapVetoes = slices.Concat(objectVetoes, pairVetoes, []veto[pair]{
	when("the callback may be what the goroutine runs", func(p pair) bool { return reaches(p.a.Root, p.b, p.all) }),
})

// objectVetoes are the reasons why two accesses to one field are to two objects, or are
// ordered.
var objectVetoes = []veto[pair]{
	when("the others have been waited for", func(p pair) bool { return p.a.Waited() || p.b.Waited() }),
	// The path to the map is the same, but the objects have different types.
	when("the object is of another type", func(p pair) bool {
		return bornWithObject(p.a) && p.a.ConstructedType != p.b.Root.Recv && p.a.ConstructedPath == p.b.Place.Path
	}),
	when("another object of a collection", func(p pair) bool {
		return bornWithObject(p.a) && strings.Contains(p.a.ConstructedPath, "[") && p.a.ConstructedPath != p.b.Place.Path
	}),
	when("the object may belong to the request", func(p pair) bool {
		return p.a.Root.Kind == effect.Entry && (p.a.Place.Kind == place.Value || p.b.Place.Kind == place.Value)
	}),
	when("the loop may be there to call it", func(p pair) bool {
		return GlobalByGoroutine(p.a) && p.b.Root.Kind == effect.Callback && slices.ContainsFunc(p.a.Sync, func(m *state.SyncFact) bool { return m.Kind == state.OnEventLoop })
	}),
}

// bornWithObject reports whether the access is made by a goroutine that was started with its
// object.
func bornWithObject(u *effect.RootAccess) bool { return u.ByConstructor && !GlobalByGoroutine(u) }

// GlobalByGoroutine reports whether a goroutine makes the access and the map is a global.
func GlobalByGoroutine(a *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global
}

// reaches reports whether b, an access of a callback, is also an access of the one goroutine
// with the given root.
//
// Assumes: the goroutine calls the callback then.
func reaches(root *effect.Root, b *effect.RootAccess, uses []*effect.RootAccess) bool {
	if b.Root.Kind != effect.Callback || root.Kind != effect.Goroutine || root.Many {
		return false
	}
	return slices.ContainsFunc(uses, func(u *effect.RootAccess) bool {
		return u.Root.Kind == effect.Goroutine && u.Root.Pos == root.Pos && u.Pos == b.Pos
	})
}
