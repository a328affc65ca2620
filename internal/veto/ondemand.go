package veto

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OnDemand returns the vetoes that one access to a map raises against all accesses that fill
// the map on demand.
func OnDemand(rec *ledger.Record, u *effect.RootAccess) ledger.Verdict {
	return ask(rec, onDemandVetoes, u)
}

// onDemandVetoes are the reasons, found at any access to a map, why exported functions do
// not fill it concurrently.
var onDemandVetoes = []veto[*effect.RootAccess]{
	when("some access holds a lock or is ordered", func(u *effect.RootAccess) bool { return len(u.Sync) > 0 }),
	when("the use of the object says that it is no cache", func(u *effect.RootAccess) bool { return u.Place.Kind != place.Global && ownMeans(u) }),
}

// ownMeans reports whether an access to an object's map shows that the map is not a cache,
// or that only certain threads access it.
func ownMeans(u *effect.RootAccess) bool {
	ownThread := u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Main
	return ownThread || u.Op == state.OpDelete || u.Op == state.OpClear
}
