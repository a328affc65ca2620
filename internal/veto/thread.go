package veto

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The conditions of vetoes about who runs the accesses.

// unknownCallback reports whether a callback makes the first access, and nothing shows that
// it runs without the guard.
func unknownCallback(p *conflict.Pair) bool {
	u := p.A.ByRoot
	if u.Root.Kind != effect.Callback {
		return false
	}
	if p.Of.Lock == "" {
		return true // nobody can tell what else the caller does
	}
	return !p.Of.TakesGuard(u) && !p.Of.TakesOuter(u) && !p.Of.HandedOut(u)
}

func byMain(p *conflict.Pair) bool { return p.A.ByRoot.Root.Kind == effect.Main }

// reportedElsewhere reports whether another package makes the access and has all that is
// needed to report it.
func reportedElsewhere(p *conflict.Pair) bool { return p.A.Elsewhere() && p.A.ByRoot.Outer == "" }

// calledByLoop reports whether an event loop makes one access to a global, and a callback
// the other one.
//
// Assumes: the loop calls the callback.
func calledByLoop(p *conflict.Pair) bool {
	onLoop := func(m *state.SyncFact) bool { return m.Kind == state.OnEventLoop }
	return GlobalByGoroutine(p.A.ByRoot) && p.B.ByRoot.Root.Kind == effect.Callback && slices.ContainsFunc(p.A.Sync, onLoop)
}

// GlobalByGoroutine reports whether a goroutine makes the access and the map is a global.
func GlobalByGoroutine(a *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global
}

// runByGoroutine reports whether the second access, of a callback, is also an access of the
// one goroutine that makes the first one.
//
// Assumes: the goroutine calls the callback then.
func runByGoroutine(p *conflict.Pair) bool {
	root, b := p.A.ByRoot.Root, p.B.ByRoot
	if b.Root.Kind != effect.Callback || root.Kind != effect.Goroutine || root.Many() {
		return false
	}
	return slices.ContainsFunc(p.Of.Uses, func(u *effect.RootAccess) bool {
		return u.Root.Kind == effect.Goroutine && u.Root.Pos == root.Pos && u.Pos == b.Pos
	})
}

// noCache reports whether some access to an object's map shows that the map is not a cache,
// or that only certain threads access it.
func noCache(p *conflict.Pair) bool {
	return slices.ContainsFunc(p.Of.Uses, func(u *effect.RootAccess) bool {
		ownThread := u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Main
		return u.Place.Kind != place.Global && (ownThread || u.Op == state.OpDelete || u.Op == state.OpClear)
	})
}

func filledByLoop(p *conflict.Pair) bool { return p.A.OnDemandInLoop }
