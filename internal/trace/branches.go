package trace

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// branchEvents adds the joins and signals that a branch depends on: the cases of a
// select, and tests whether a channel was closed. They belong to the edge that is taken.
func branchEvents(t *Trace) {
	for _, blk := range t.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Select:
				selectEvents(t, i)
			case *ssa.UnOp:
				if iff := ssaq.ClosedTest(i); iff != nil {
					p := t.Place(i.X)
					onEdge(t, iff, 0, t.receive(i.X))
					onEdge(t, iff, 1, []*Event{{Kind: EvJoin, Place: p.Closed()}, {Kind: EvJoin, Place: p}})
				}
			case *ssa.Call:
				swapGuards(t, i)
			case *ssa.If:
				doneGate(t, i)
			}
		}
	}
}

// selectEvents adds the sends and receives of a select where its cases begin.
func selectEvents(t *Trace, sel *ssa.Select) {
	for n, iff := range ssaq.SelectCases(sel) {
		if iff == nil {
			continue
		}
		ch := sel.States[n].Chan
		if sel.States[n].Dir == types.SendOnly {
			onEdge(t, iff, 0, t.send(ch))
		} else {
			onEdge(t, iff, 0, t.receive(ch))
		}
	}
}

// onEdge adds events to the edge from a branch to one of its successors: to the start of
// that block if the edge is the only one that leads there.
func onEdge(t *Trace, iff *ssa.If, succ int, evs []*Event) {
	blk := iff.Block()
	to := blk.Succs[succ]
	for _, ev := range evs {
		ev.Instr, ev.Live, ev.ID = iff, true, -1
		ev.callParts = cmp.Or(ev.callParts, t.Pkg.noParts)
	}
	if len(to.Preds) == 1 {
		for _, ev := range evs {
			t.addEvent(to, -1, iff, ev)
		}
		return
	}
	t.Edges[Edge{From: blk.Index, To: to.Index}] = evs
}

// AddWait adds a wait for the signal at p to the edge from a branch to a block.
func (t *Trace) AddWait(iff *ssa.If, to *ssa.BasicBlock, p place.Place) {
	e := Edge{From: iff.Block().Index, To: to.Index}
	t.Edges[e] = append(slices.Clone(t.Edges[e]), &Event{Kind: EvJoin, Place: p, Instr: iff, ID: -1, eventFlags: eventFlags{Live: true}, callParts: t.Pkg.noParts})
}

// swapGuards adds locks where a branch asks whether a call, such as a compare-and-swap,
// was the first to set a variable: what follows on that side happens once, as in a
// sync.Once, but nobody waits for it.
//
// Assumes: the variable is reset only after that work has finished.
func swapGuards(t *Trace, call *ssa.Call) {
	p, value, first := escape.Swaps(t.Heap, call)
	if !p.Known() {
		return
	}
	guard := &state.SyncFact{Place: p.Elem(place.Number(value.ExactString())), Kind: state.OnceBody, Must: true}
	if guard.Place.Owner != "" {
		guard.Place.Owner += "[" + value.ExactString() + "]" // other values have other sides
	}
	for _, v := range ssaq.WithNegations(call) {
		for _, r := range *v.Referrers() {
			if iff, ok := r.(*ssa.If); ok {
				succ := 0
				if (v == ssa.Value(call)) != first {
					succ = 1
				}
				onEdge(t, iff, succ, []*Event{{Kind: EvLock, Lock: guard}})
			}
		}
	}
}
