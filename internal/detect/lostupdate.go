package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// LostUpdates lists the lost updates of the package's functions: a look-up and
// a store by one function, or the helpers that it calls, in two critical sections of
// one lock.
//
// Silent is, at the price of misses: who looks again, in any way, before the
// store; who notes in the first section what is going to happen; who holds
// another lock all the time; who stores a value of which any two are alike, as a
// cache of results does.
func LostUpdates(e *order.Flows) []effect.LostUpdate {
	var out []effect.LostUpdate
	all := surveys{}
	for _, fn := range e.Code {
		if fn.Synthetic == "" {
			out = all.lostUpdates(e.Of[fn], out)
		}
	}
	return out
}

func (ss surveys) lostUpdates(b *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	if stores := ss.of(b).stores; len(stores) > 0 {
		in := map[place.Place][]look{}
		for _, l := range ss.of(b).looks {
			in[l.m] = append(in[l.m], l)
		}
		for _, s := range stores {
			for _, l := range in[s.m] {
				if l.at == s.at || !escape.SameValue(l.key, s.key) {
					continue
				}
				if !b.WithinBudget() {
					return out
				}
				if u, ok := ss.lostUpdate(b, l, s); ok {
					out = append(out, u)
					break
				}
			}
		}
	}
	return loadThenStore(b, out)
}

// loadThenStore appends the stores into a sync.Map of values that are computed
// from what Load has returned for the same key, or of objects of their own where it
// has returned none. Each call is atomic, the two of them are not.
func loadThenStore(b *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	calls := func(name string) []ssa.Instruction {
		return heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool {
			c, ok := i.(*ssa.Call)
			return ok && ssaq.IsCallOf(c, "(*sync.Map)."+name)
		})
	}
	loads := calls("Load")
	if len(loads) == 0 {
		return out
	}
	for _, st := range calls("Store") {
		for _, ld := range loads {
			l, s := ld.(*ssa.Call), st.(*ssa.Call)
			from, to := l.Call.Args, s.Call.Args
			p := b.Place(from[0])
			if !p.Known() || p.Kind == place.Local || p != b.Place(to[0]) || !escape.SameValue(from[1], to[1]) {
				continue
			}
			computed := escape.Derived(to[2], l, 8, false)
			if !computed && (len(loads) > 1 || b.StateAt(s).NumLocks() > 0 || b.Pkg.ExpectsLock(b.Fn) || !escape.Decides(b.Heap, l, s) || !escape.OwnRunner(b.Heap, to[2])) {
				continue
			}
			if b.Pkg.EntryLocksets[b.Fn].NumLocks() > 0 || b.StateAt(l).NumLocks() > 0 && b.StateAt(s).NumLocks() > 0 {
				continue
			}
			access := func(op state.Op, c *ssa.Call) effect.Access {
				return effect.Access{Op: op, Place: p, Site: b.SiteOf(c, b.Pkg.ExprOf(from[0]), place.Place{})}
			}
			out = append(out, effect.LostUpdate{
				Look: access(state.OpRead, l), Store: access(state.OpWrite, s), Computed: computed,
			})
			break
		}
	}
	return out
}

// lostUpdate judges one look-up with one store of the same key into the same map.
func (ss surveys) lostUpdate(b *order.Flow, l look, s store) (effect.LostUpdate, bool) {
	computed, depends := depends(b, l.found, s)
	if !depends {
		return effect.LostUpdate{}, false
	}
	before, after := b.StateAt(l.at).Locks(), b.StateAt(s.at).Locks()
	if l.in != nil {
		if !b.Flows.Follows(l.at, s.at) || !heldFor(b, s, l.in) || heldThroughout(b, before, after, l.in) || readsUnder(b, l, s.at) {
			return effect.LostUpdate{}, false
		}
		return lost(b, l, s, *l.in, computed), true
	}
	lock, unlocks := givenUp(b, before, l.at, s.at)
	if unlocks == nil || !heldFor(b, s, lock) || heldThroughout(b, before, after, lock) || looksAgain(b, l, s.at, lock, unlocks) || ss.notes(b, l.at, unlocks) {
		return effect.LostUpdate{}, false
	}
	return lost(b, l, s, *lock, computed), true
}

// givenUp returns a lock held at l that is certainly given up on the way to s,
// and the instructions that do it.
func givenUp(b *order.Flow, held state.SyncSet, l, s ssa.Instruction) (*state.SyncFact, []ssa.Instruction) {
	for _, m := range held {
		if !m.Place.Known() || !m.Must {
			continue
		}
		unlocks := unlocksOf(b, m)
		if len(unlocks) > 0 && !within(l, s, unlocks) && b.Flows.Follows(l, s) {
			return m, unlocks
		}
	}
	return nil, nil
}

// unlocksOf lists the instructions that release a lock.
func unlocksOf(b *order.Flow, m *state.SyncFact) (out []ssa.Instruction) {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvUnlock && ev.Mark.Place.MayAlias(m.Place) {
				out = append(out, ev.Instr)
			}
		}
	}
	return out
}

// within reports whether to can be executed after from before any of stops is.
func within(from, to ssa.Instruction, stops []ssa.Instruction) bool {
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

// heldThroughout reports whether another lock, or the rule of a sync.Once, keeps
// others out for both sections.
func heldThroughout(b *order.Flow, before, after state.SyncSet, lock *state.SyncFact) bool {
	entry := b.Pkg.EntryLocksets[b.Fn]
	if entry.NumLocks() > 0 || b.Pkg.ExpectsLock(b.Fn) {
		return true // the callers keep others out
	}
	return slices.ContainsFunc(before, func(m *state.SyncFact) bool {
		return !m.Place.Known() || m.Place != lock.Place && after.Has(m.Place, state.Write)
	})
}

// looksAgain reports whether the map is read, here or in a callee, in the
// section of the store.
func looksAgain(b *order.Flow, l look, s ssa.Instruction, lock *state.SyncFact, unlocks []ssa.Instruction) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind != trace.EvAccess || ev.Instr == l.at || ev.Instr == s || !ev.State.Has(lock.Place, state.Write) {
				continue
			}
			reads := slices.ContainsFunc(ev.Accesses, func(a effect.Access) bool { return a.Place.MayAlias(l.m) && !a.Op.Writes() })
			if reads && (!b.WithinBudget() || within(ev.Instr, s, unlocks)) {
				return true
			}
		}
	}
	return false
}

// notes reports whether something is stored, here or in a callee, in the section of the
// look-up after it: mostly a mark that says what this goroutine is about to do.
func (ss surveys) notes(b *order.Flow, l ssa.Instruction, unlocks []ssa.Instruction) bool {
	return len(heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			if ssaq.CellAt(i.Addr) != nil {
				return false
			}
		case *ssa.MapUpdate:
		case *ssa.Call:
			if i == l || len(ss.storesBy(b, i)) == 0 {
				return false
			}
		default:
			return false
		}
		return !b.WithinBudget() || within(l, i, unlocks)
	})) > 0
}
