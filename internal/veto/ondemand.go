package veto

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OnDemand returns the vetoes in an access to a map against any access that fills it.
func OnDemand(rec *ledger.Record, u *effect.RootAccess) ledger.Verdict {
	return ask(rec, onDemandVetoes, u)
}

// onDemandVetoes are the reasons, in any use of a map, why functions that anybody may call
// do not fill it concurrently.
var onDemandVetoes = []veto[*effect.RootAccess]{
	when("some access holds a lock or is ordered", func(u *effect.RootAccess) bool { return len(u.Sync) > 0 }),
	when("the use of the object says that it is no cache", func(u *effect.RootAccess) bool { return u.Place.Kind != place.Global && ownMeans(u) }),
}

// ownMeans reports whether a use of an object's map says that it is not a cache, or that
// only some threads use it.
func ownMeans(u *effect.RootAccess) bool {
	ownThread := u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Main
	return ownThread || u.Op == state.OpDelete || u.Op == state.OpClear
}
