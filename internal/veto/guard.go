package veto

import (
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/state"
)

// bareUse is an access to a variable that has a guard.
type bareUse struct {
	of  *guard.Variable
	use *effect.RootAccess
}

// Guard returns the vetoes against an access to a variable that does not hold its guard.
func Guard(rec *ledger.Record, v *guard.Variable, u *effect.RootAccess) ledger.Verdict {
	return ask(rec, guardVetoes, bareUse{v, u})
}

// guardVetoes are the reasons why an access need not hold the guard.
var guardVetoes = []veto[bareUse]{
	when("nobody knows when the callback runs", func(c bareUse) bool {
		return c.use.Root.Kind == effect.Callback && !c.of.TakesGuard(c.use) && !c.of.TakesOuter(c.use) && !c.of.HandedOut(c.use)
	}),
	when("main runs before or after all others", func(c bareUse) bool { return c.use.Root.Kind == effect.Main }),
	when("the others have been waited for", func(c bareUse) bool { return c.use.Waited() }),
	when("the package that has the access reports it", func(c bareUse) bool { return c.use.Elsewhere() && c.use.Outer == "" }),
	when("other packages can take the guard, this function cannot", func(c bareUse) bool { return c.of.LeftToCallers(c.use) }),
	// Assumes: a new map is assigned to an object before the object is shared.
	when("a new map for an object that may be new", func(c bareUse) bool { return c.use.Op == state.OpReplace && !c.of.OtherLock(c.use) }),
	when("the object may be the caller's own", func(c bareUse) bool { return !guard.Shared(c.use) }),
	when("the guard is not on the way to the map", func(c bareUse) bool { return !strings.HasSuffix(c.use.Place.AnyKeys(), c.of.Way) }),
	when("a lock nearer to the map is held", func(c bareUse) bool { return c.of.Nearer(c.use) }),
}
