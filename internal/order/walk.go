package order

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// liveWalk follows the control flow of a function from where it starts a goroutine, and
// collects a [LiveSet].
type liveWalk struct {
	f         *Flow
	set       *LiveSet
	start     *trace.Event
	awaited   []place.Place  // what the goroutine signals after the access
	root      string         // the value that the map's place is rooted in
	otherRoot string         // another value at whose definition the walk ends
	access    *effect.Access // set if part of the place was walked before the start
	startFacts
	seen []bool
	work []*ssa.BasicBlock
}

// startFacts are what is known where the goroutine starts.
type startFacts struct {
	conditions map[ssa.Value]bool // by the conditions that have one value on all paths there
	succeeds   bool               // the call that starts the goroutine returns no error
	nilErrors  map[ssa.Value]bool // the errors that are nil therefore
}

// walk collects what can be reached from the start, which is in blk.
func (w *liveWalk) walk(blk *ssa.BasicBlock) {
	w.set = &LiveSet{Events: newBits(len(w.f.EventBlocks)), Locks: w.start.Sync.Locks()}
	w.seen, w.work = make([]bool, len(w.f.Fn.Blocks)), nil
	evs := w.f.Events[blk.Index]
	if i := slices.Index(evs, w.start); i >= 0 {
		w.block(blk, evs[i+1:])
	}
	for len(w.work) > 0 {
		next := w.work[len(w.work)-1]
		w.work = w.work[:len(w.work)-1]
		w.block(next, w.f.Events[next.Index])
	}
}

// block walks the rest of a block, which has these events, and queues its successors.
func (w *liveWalk) block(blk *ssa.BasicBlock, evs []*trace.Event) {
	for _, ev := range evs {
		w.meetLocks(ev.Sync)
		if ev.Kind == trace.EvLend {
			w.set.Locks = w.set.Locks.Without(ev.Lock.Place, ev.Lock.Kind)
		}
		if w.stops(ev) {
			return
		}
		w.set.Events.add(ev.ID)
	}
	w.meetLocks(w.f.blockEnds[blk.Index])
	if n := len(blk.Instrs); n > 0 {
		if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
			w.set.Outlives = true
		}
	}
	for i, s := range blk.Succs {
		if !w.seen[s.Index] && w.goesOn(blk, i) {
			w.seen[s.Index] = true
			w.work = append(w.work, s)
		}
	}
}

// goesOn reports whether the walk goes on from a block to a successor: control can go there
// and the goroutine is not waited for on the way.
func (w *liveWalk) goesOn(blk *ssa.BasicBlock, succ int) bool {
	to := blk.Succs[succ]
	return !w.isContradicted(blk, succ) && !w.stopsOnEdge(blk, to) && !w.joinedInLoop(to) && !w.skipsJoinLoop(blk, to)
}

// meetLocks drops the locks of the set that the function does not hold at a point.
func (w *liveWalk) meetLocks(sync state.SyncSet) {
	if held := sync.Locks(); !state.Equal(held, w.set.Locks) {
		w.set.Locks = state.Meet(w.set.Locks, held)
	}
}

// isContradicted reports whether a branch cannot be taken because the goroutine would not
// have been started: "if parallel { go … }" and later "if parallel { wg.Wait() }".
func (w *liveWalk) isContradicted(blk *ssa.BasicBlock, succ int) bool {
	iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cond, want := ssaq.Unnegated(iff.Cond)
	value, ok := w.conditions[cond]
	return ok && (succ == 0) != (value == want)
}

// conditionsAt returns the values of conditions that hold whenever blk is executed, of those
// that do not change while the function runs.
func conditionsAt(f *Flow, blk *ssa.BasicBlock) map[ssa.Value]bool {
	out := map[ssa.Value]bool{}
	for cond, holds := range ssaq.ConditionsOf(blk) {
		cond, want := ssaq.Unnegated(cond)
		if isFixed(f, cond) {
			out[cond] = holds == want
		}
	}
	return out
}

// isFixed reports whether a value is the same throughout one run of the function.
func isFixed(f *Flow, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.Const:
		return true
	case ssa.Instruction:
		return !f.Paths.InLoop(v.Block())
	}
	return false
}

// stopsOnEdge reports whether the walk ends between two blocks.
func (w *liveWalk) stopsOnEdge(from, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(w.f.Edges[trace.Edge{From: from.Index, To: to.Index}], w.stops)
}

// stops reports whether the walk ends at an event.
func (w *liveWalk) stops(ev *trace.Event) bool {
	switch ev.Kind {
	case trace.EvJoin:
		return !ev.Maybe && w.isJoin(ev)
	case trace.EvSignal:
		return w.waitsForRoom(ev)
	case trace.EvDef, trace.EvStore:
		renewed := w.renews(ev)
		w.set.Renewed = w.set.Renewed || renewed
		return renewed
	case trace.EvExit:
		return true
	}
	return false
}

// renews reports whether the place names another object from an event on: a value that it is
// rooted in is made anew, or a part of it is assigned that was walked before the start.
func (w *liveWalk) renews(ev *trace.Event) bool {
	if ev.Kind == trace.EvStore {
		return w.access != nil && ev.Place.Len() <= int(w.access.LoadedSteps) && w.access.Place.HasPrefix(ev.Place)
	}
	name := ev.Place.Name
	return w.root != "" && name == w.root || w.otherRoot != "" && name == w.otherRoot
}
