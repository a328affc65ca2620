package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// lockEffect says which locks the function acquires, releases and lends.
func lockEffect(f *order.Flow, s *effect.Summary) {
	for _, m := range f.Exit.Sync {
		if m.IsLock() && acquires(f, m) {
			s.Acquires = append(s.Acquires, takenForHeld(f, m))
		}
	}
	for _, m := range f.Assumed {
		switch {
		case !f.Export(m.Place).Known() || f.Exit.Dead:
		case !f.Exit.Sync.Has(m.Place, m.Kind) || mute(f) && !mentions(f, trace.EvLock, m):
			s.Releases = append(s.Releases, m)
		default:
			s.Lends = append(s.Lends, m)
		}
	}
	actAsLock(f, s)
	s.Acquires, s.Releases, s.Lends = exportSync(f, s.Acquires), exportSync(f, s.Releases), exportSync(f, s.Lends)
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvLend || len(s.Lends) >= effect.MaxStores {
			continue
		}
		// A callee lends the lock, which the function itself may not hold.
		if m := ev.Lock; !ev.Sync.Has(m.Place, m.Kind) && !s.Lends.Has(m.Place, m.Kind) {
			s.Lends = append(s.Lends, exportSync(f, state.SyncSet{m})...)
		}
	}
}

// acquires reports whether callers are told that they hold a lock which the function may hold
// when it returns.
func acquires(f *order.Flow, m *state.SyncFact) bool {
	if f.Assumed.Has(m.Place, m.Kind) || !f.Export(m.Place).Known() {
		return false
	}
	return m.Must || returnsHolding(f, m) || !mentions(f, trace.EvUnlock, m)
}

// returnsHolding reports whether the lock is certainly held at some return: the function locks
// "if needed", or unless it fails. Where paths with and without the lock have met before,
// one of them is infeasible, and callers should not be told that they hold the lock.
func returnsHolding(f *order.Flow, m *state.SyncFact) bool {
	for _, p := range f.ReturnPoints {
		if slices.ContainsFunc(p.Sync, func(n *state.SyncFact) bool { return n.Place == m.Place && n.Kind == m.Kind && n.Must }) {
			return true
		}
	}
	return false
}

// mute reports whether the function has neither parameters nor results: its callers cannot
// tell it whether to lock, nor can it tell them whether it has.
func mute(f *order.Flow) bool {
	sig := f.Fn.Signature
	return sig.Params().Len() == 0 && sig.Results().Len() == 0
}

// takenForHeld returns a lock that the function may hold on return as its callers see it. If
// a mute function acquires the lock on a condition and never releases it, the callers are
// believed to hold it: usually the condition is that the program has several goroutines.
//
// Assumes: the condition does not change between this call and the one that unlocks.
func takenForHeld(f *order.Flow, m *state.SyncFact) *state.SyncFact {
	if m.Must || !mute(f) || mentions(f, trace.EvUnlock, m) {
		return m
	}
	return &state.SyncFact{Place: m.Place, Kind: m.Kind, Must: true}
}

// actAsLock completes the summary of a method such as Lock or Unlock if its type implements a
// lock with other means: a channel, compare-and-swap, a condition variable whose mutex is
// held for a moment only.
func actAsLock(f *order.Flow, s *effect.Summary) {
	obj, ok := f.Fn.Object().(*types.Func)
	if !ok || f.Fn.Synthetic != "" {
		return
	}
	e := known.Locker(obj)
	if e.Kind == known.None || !isPureLock(f) {
		return
	}
	recv := &state.SyncFact{Place: place.Place{Kind: place.Param}, Kind: e.Mode, Must: e.Kind == known.Lock}
	switch e.Kind {
	case known.Lock, known.TryLock:
		s.Acquires = s.Acquires.With(recv)
	case known.Unlock:
		s.Releases = s.Releases.With(recv)
	}
}

// isPureLock reports whether the receiver's type exists to be a lock, and the method does
// something: calls, sends or receives.
func isPureLock(f *order.Flow) bool {
	t := typeq.Pointee(f.Fn.Params[0].Type())
	if idle(f) || !typeq.DeclaresLock(t) || typeq.ReachesMap(t) {
		return false
	}
	for ev := range f.AllEvents() {
		if ev.SemaphoreOp && ev.Place.Known() && !trace.CapacityAt(f.Heap, ev.Place).MayAdmitOne() {
			return false // the channel admits several
		}
	}
	return true
}

// idle reports whether the function calls nothing and neither sends nor receives.
func idle(f *order.Flow) bool {
	for _, blk := range f.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case ssa.CallInstruction, *ssa.Send, *ssa.Select:
				return false
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return false
				}
			}
		}
	}
	return true
}

// mentions reports whether an event of that kind, in which the function acquires or releases
// a lock, may concern the lock m.
func mentions(f *order.Flow, kind trace.EventKind, m *state.SyncFact) bool {
	for ev := range f.AllEvents() {
		if ev.Kind == kind && ev.Lock.Kind == m.Kind && ev.Lock.Place.MayAlias(m.Place) {
			return true
		}
	}
	return false
}
