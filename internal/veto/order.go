package veto

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The conditions of vetoes about order: one access comes before the other, or one thread
// makes both.

func ordered(p *conflict.Pair) bool { return !p.Scope.MayHappenInParallel(p.A.Index, p.B.Index) }

// awaitedByReceiver reports whether a function returns the map of a goroutine that signals
// its end by a channel or WaitGroup that is not local to the function which starts it. Other
// functions may then wait for the goroutine.
func awaitedByReceiver(p *conflict.Pair) bool {
	return p.B.Op == state.OpReturn && slices.ContainsFunc(p.A.Sync, func(m *state.SyncFact) bool {
		return m.Kind == state.Before && m.Place.Kind != place.Local
	})
}

// excused: see [effect.Order].
func excused(p *conflict.Pair) ledger.Rule {
	return ledger.Rule(p.Scope.Excused(p.A.Index, p.B.Index))
}

func waited(p *conflict.Pair) bool { return effect.Waited(p.A.Sync) || effect.Waited(p.B.Sync) }

func sameThread(p *conflict.Pair) bool { return SameThread(p.A.ByRoot, p.B.ByRoot) }

// SameThread reports whether one goroutine makes both accesses, and only one such goroutine
// runs at a time.
func SameThread(a, b *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && b.Root.Kind == effect.Goroutine && a.Root.Pos == b.Root.Pos && a.Root.Count == effect.One
}

// oneWriter reports whether one goroutine makes all changes of a map: the goroutine that the
// constructor of the map's object starts.
func oneWriter(p *conflict.Pair) bool {
	var first *effect.RootAccess
	for _, u := range p.Of.Uses {
		if !u.Op.Writes() || u.Op == state.OpReplace {
			continue
		}
		if first == nil {
			first = u
		}
		if !u.ByConstructor || !SameThread(first, u) {
			return false
		}
	}
	return first != nil
}
