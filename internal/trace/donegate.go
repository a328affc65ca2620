package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/state"
)

// doneGate adds the order that a flag brings about which is tested and set under one lock, as
// in a sync.Once ([escape.DoneGate]): what is between runs once, until the lock is released,
// and comes before whatever sees the flag set.
func doneGate(t *Trace, iff *ssa.If) {
	g, ok := escape.FindDoneGate(t.Heap, iff)
	if !ok || !lockedBefore(t, iff) || g.Resets(t.Heap) {
		return
	}
	once := &state.SyncFact{Place: g.Flag, Kind: state.OnceBody, Must: true}
	body := iff.Block().Succs[g.First]
	for ev := range t.AllEvents() {
		if ev.Kind == EvUnlock && body.Dominates(ev.Instr.Block()) {
			t.addEvent(ev.Instr.Block(), ev.Index, ev.Instr, &Event{Kind: EvUnlock, Lock: once})
		}
	}
	for _, blk := range g.Ends {
		t.addEvent(blk, -1, iff, &Event{Kind: EvUnlock, Lock: once})
	}
	set := slices.Index(g.Set.Block().Instrs, ssa.Instruction(g.Set))
	t.addEvent(g.Set.Block(), set, g.Set, &Event{Kind: EvJoin, Place: g.Flag})
	onEdge(t, iff, 1-g.First, []*Event{{Kind: EvJoin, Place: g.Flag}})
	onEdge(t, iff, g.First, []*Event{{Kind: EvLock, Lock: once}})
}

// lockedBefore reports whether the function certainly holds a lock at a branch.
func lockedBefore(t *Trace, at *ssa.If) bool {
	held := 0
	for _, blk := range t.Fn.Blocks {
		for _, ev := range t.Events[blk.Index] {
			switch before := blk.Dominates(at.Block()) && ev.Instr != ssa.Instruction(at); {
			case before && ev.Kind == EvLock && ev.Lock.Kind == state.Write:
				held++
			case before && ev.Kind == EvUnlock && ev.Lock.Kind == state.Write:
				held--
			}
		}
	}
	return held > 0
}
