package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LostUpdate is a store into a map that depends on a look-up of the same key
// under an earlier lock: what others stored in between is overwritten. There is
// no data race.
type LostUpdate struct {
	Look, Store Access
	Lock        state.Mark // held twice, given up in between; unknown for a sync.Map
	// Computed is set if the value that is stored is computed from the one that
	// was looked up; else it is an object that others may have stored and use.
	Computed bool
}

// LostUpdates lists the lost updates of the package's functions: a look-up and
// a store by one function, or the helpers that it calls, in two critical sections of
// one lock.
//
// Silent is, at the price of misses: who looks again, in any way, before the
// store; who notes in the first section what is going to happen; who holds
// another lock all the time; who stores a value of which any two are alike, as a
// cache of results does.
func (e *engine) LostUpdates() []LostUpdate {
	var out []LostUpdate
	all := surveys{}
	for _, fn := range e.code {
		if fn.Synthetic == "" {
			out = all.lostUpdates(e.builders[fn], out)
		}
	}
	return out
}

func (ss surveys) lostUpdates(b *builder, out []LostUpdate) []LostUpdate {
	if stores := ss.of(b).stores; len(stores) > 0 {
		in := map[place.Place][]look{}
		for _, l := range ss.of(b).looks {
			in[l.m] = append(in[l.m], l)
		}
		for _, s := range stores {
			for _, l := range in[s.m] {
				if l.at == s.at || !sameValue(l.key, s.key) {
					continue
				}
				if !b.afford() {
					return out
				}
				if u, ok := ss.lostUpdate(b, l, s); ok {
					out = append(out, u)
					break
				}
			}
		}
	}
	return b.loadThenStore(out)
}

// loadThenStore appends the stores into a sync.Map of values that are computed
// from what Load has returned for the same key, or of objects of their own where it
// has returned none. Each call is atomic, the two of them are not.
func (b *builder) loadThenStore(out []LostUpdate) []LostUpdate {
	calls := func(name string) []ssa.Instruction {
		return b.instrsOf(func(i ssa.Instruction) bool {
			c, ok := i.(*ssa.Call)
			return ok && isCallOf(c, "(*sync.Map)."+name)
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
			p := b.place(from[0])
			if !p.Known() || p.Kind == place.Local || p != b.place(to[0]) || !sameValue(from[1], to[1]) {
				continue
			}
			computed := derived(to[2], l, 8, false)
			if !computed && (len(loads) > 1 || b.stateAt(s).NumLocks() > 0 || b.eng.expectsLock(b.fn) || !b.decides(l, s) || !b.ownRunner(to[2])) {
				continue
			}
			if b.eng.entries[b.fn].NumLocks() > 0 || b.stateAt(l).NumLocks() > 0 && b.stateAt(s).NumLocks() > 0 {
				continue
			}
			access := func(op state.Op, c *ssa.Call) Access {
				return Access{Op: op, Place: p, Site: b.siteOf(c, b.eng.exprOf(from[0]), place.Place{})}
			}
			out = append(out, LostUpdate{
				Look: access(state.OpRead, l), Store: access(state.OpWrite, s), Computed: computed,
			})
			break
		}
	}
	return out
}

// instrsOf lists the instructions of the function that are of some kind.
func (b *builder) instrsOf(is func(ssa.Instruction) bool) []ssa.Instruction {
	var out []ssa.Instruction
	for _, blk := range b.fn.Blocks {
		for _, i := range blk.Instrs {
			if is(i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// lostUpdate judges one look-up with one store of the same key into the same map.
func (ss surveys) lostUpdate(b *builder, l look, s store) (LostUpdate, bool) {
	computed, depends := b.depends(l.found, s)
	if !depends {
		return LostUpdate{}, false
	}
	before, after := b.stateAt(l.at).Locks(), b.stateAt(s.at).Locks()
	if l.in != nil {
		if !b.flows.follows(l.at, s.at) || !b.heldFor(s, l.in) || b.heldThroughout(before, after, l.in) || b.readsUnder(l, s.at) {
			return LostUpdate{}, false
		}
		return b.lost(l, s, *l.in, computed), true
	}
	lock, unlocks := b.givenUp(before, l.at, s.at)
	if unlocks == nil || !b.heldFor(s, lock) || b.heldThroughout(before, after, lock) || b.looksAgain(l, s.at, lock, unlocks) || ss.notes(b, l.at, unlocks) {
		return LostUpdate{}, false
	}
	return b.lost(l, s, *lock, computed), true
}

// givenUp returns a lock held at l that is certainly given up on the way to s,
// and the instructions that do it.
func (b *builder) givenUp(held state.Marks, l, s ssa.Instruction) (*state.Mark, []ssa.Instruction) {
	for _, m := range held {
		if !m.Place.Known() || !m.Must {
			continue
		}
		unlocks := b.unlocksOf(m)
		if len(unlocks) > 0 && !within(l, s, unlocks) && b.flows.follows(l, s) {
			return m, unlocks
		}
	}
	return nil, nil
}

// unlocksOf lists the instructions that release a lock.
func (b *builder) unlocksOf(m *state.Mark) (out []ssa.Instruction) {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evUnlock && ev.mark.Place.MayAlias(m.Place) {
				out = append(out, ev.instr)
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
func (b *builder) heldThroughout(before, after state.Marks, lock *state.Mark) bool {
	entry := b.eng.entries[b.fn]
	if entry.NumLocks() > 0 || b.eng.expectsLock(b.fn) {
		return true // the callers keep others out
	}
	return slices.ContainsFunc(before, func(m *state.Mark) bool {
		return !m.Place.Known() || m.Place != lock.Place && after.Has(m.Place, state.Write)
	})
}

// looksAgain reports whether the map is read, here or in a callee, in the
// section of the store.
func (b *builder) looksAgain(l look, s ssa.Instruction, lock *state.Mark, unlocks []ssa.Instruction) bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind != evAccess || ev.instr == l.at || ev.instr == s || !ev.state.Has(lock.Place, state.Write) {
				continue
			}
			reads := slices.ContainsFunc(ev.accesses, func(a Access) bool { return a.Place.MayAlias(l.m) && !a.Op.Writes() })
			if reads && (!b.afford() || within(ev.instr, s, unlocks)) {
				return true
			}
		}
	}
	return false
}

// notes reports whether something is stored, here or in a callee, in the section of the
// look-up after it: mostly a mark that says what this goroutine is about to do.
func (ss surveys) notes(b *builder, l ssa.Instruction, unlocks []ssa.Instruction) bool {
	return len(b.instrsOf(func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			if cellAt(i.Addr) != nil {
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
		return !b.afford() || within(l, i, unlocks)
	})) > 0
}
