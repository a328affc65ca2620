package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// sectionOf returns the lock that a callee acquires for an operation and releases before it
// returns, in terms of its caller; nil if it acquires none. The callee's own callee may
// acquire it (inner). It is not ok if they acquire several, or one on some paths only.
func sectionOf(f *order.Flow, at ssa.Instruction, inner *state.SyncFact, bd heap.Binding) (lock *state.SyncFact, ok bool) {
	held := f.Released(f.StateAt(at).Locks())
	if inner != nil {
		held = append(held, inner)
	}
	if len(held) == 0 {
		return nil, true
	}
	lock = &state.SyncFact{Kind: held[0].Kind, Must: true}
	lock.Place, _ = bd.Place(held[0].Place)
	return lock, len(held) == 1 && held[0].Must && lock.Place.Known()
}

// releasedBetween returns a lock held at l that is released on every path to s, and the
// instructions that release it.
func releasedBetween(f *order.Flow, held state.SyncSet, l, s ssa.Instruction) (*state.SyncFact, []ssa.Instruction) {
	for _, m := range held {
		if !m.Place.Known() || !m.Must {
			continue
		}
		unlocks := unlocksOf(f, m)
		if len(unlocks) > 0 && !reachesBefore(l, s, unlocks) && f.Paths.Follows(l, s) {
			return m, unlocks
		}
	}
	return nil, nil
}

// unlocksOf lists the instructions that release a lock.
func unlocksOf(f *order.Flow, m *state.SyncFact) (out []ssa.Instruction) {
	for ev := range f.AllEvents() {
		if ev.Kind == trace.EvUnlock && ev.Lock.Place.MayAlias(m.Place) {
			out = append(out, ev.Instr)
		}
	}
	return out
}

// reachesBefore reports whether a path leads from one instruction to another without any of
// stops in between.
func reachesBefore(from, to ssa.Instruction, stops []ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var walk func(instrs []ssa.Instruction, blk *ssa.BasicBlock) bool
	walk = func(instrs []ssa.Instruction, blk *ssa.BasicBlock) bool {
		for _, i := range instrs {
			if i == to {
				return true
			}
			if slices.Contains(stops, i) {
				return false
			}
		}
		for _, s := range blk.Succs {
			if !seen[s] {
				seen[s] = true
				if walk(s.Instrs, s) {
					return true
				}
			}
		}
		return false
	}
	blk := from.Block()
	return walk(blk.Instrs[slices.Index(blk.Instrs, from)+1:], blk)
}

// storesUnder reports whether a store is made under a lock that is held for writing.
func storesUnder(f *order.Flow, s store, lock *state.SyncFact) bool {
	if s.lock != nil {
		return s.lock.Place == lock.Place
	}
	return f.StateAt(s.at).Locks().Has(lock.Place, state.Write)
}

// excludedOtherwise reports whether the callers' locks, or another lock that is held in both
// sections, exclude other goroutines from both.
func excludedOtherwise(f *order.Flow, before, after state.SyncSet, lock *state.SyncFact) bool {
	entry := f.Pkg.EntryLocksets[f.Fn]
	if entry.NumLocks() > 0 || f.Pkg.ExpectsLock(f.Fn) {
		return true // the callers hold a lock
	}
	return slices.ContainsFunc(before, func(m *state.SyncFact) bool {
		return !m.Place.Known() || m.Place != lock.Place && after.Has(m.Place, state.Write)
	})
}

// rechecks reports whether the function or a callee reads the map in the section of the
// store, before it.
func rechecks(f *order.Flow, l look, s ssa.Instruction, lock *state.SyncFact, unlocks []ssa.Instruction) bool {
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvAccess || ev.Instr == l.at || ev.Instr == s || !ev.Sync.Has(lock.Place, state.Write) {
			continue
		}
		reads := slices.ContainsFunc(ev.Accesses, func(a effect.Access) bool { return a.Place.MayAlias(l.place) && !a.Op.Writes() })
		if reads && (!f.WithinBudget() || reachesBefore(ev.Instr, s, unlocks)) {
			return true
		}
	}
	return false
}

// readsUnderLock reports whether the function or a callee reads the map under any lock before
// the store, other than by the look-up.
func readsUnderLock(f *order.Flow, l look, s ssa.Instruction) bool {
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvAccess || ev.Instr == l.at || ev.Instr == s || ev.Sync.NumLocks() == 0 || !f.Paths.Follows(ev.Instr, s) {
			continue
		}
		if slices.ContainsFunc(ev.Accesses, func(x effect.Access) bool { return x.Place.MayAlias(l.place) && !x.Op.Writes() }) {
			return true
		}
	}
	return false
}

// recordsIntent reports whether the function or a callee stores something after the look-up
// in the same section: usually that tells other goroutines what this one is about to do.
func (ss surveys) recordsIntent(f *order.Flow, l ssa.Instruction, unlocks []ssa.Instruction) bool {
	return len(heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			if ssaq.CellAt(i.Addr) != nil {
				return false
			}
		case *ssa.MapUpdate:
		case *ssa.Call:
			if i == l || len(ss.storesBy(f, i)) == 0 {
				return false
			}
		default:
			return false
		}
		return !f.WithinBudget() || reachesBefore(l, i, unlocks)
	})) > 0
}

// recordsIntentUnderLock is [surveys.recordsIntent] for a look-up in a callee, under the lock
// that the callee releases.
func (ss surveys) recordsIntentUnderLock(f *order.Flow, l ssa.Instruction) bool {
	held := f.Released(f.StateAt(l).Locks())
	return ss.recordsIntent(f, l, unlocksOf(f, held[0]))
}
