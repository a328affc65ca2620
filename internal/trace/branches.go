package trace

import (
	"cmp"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Edge is a transfer of control between two blocks.
type Edge struct{ From, To int }

// conditions finds the joins and signals that a branch depends on: the cases
// of a select, and whether a channel was closed. They belong to the edge that
// is taken.
func conditions(b *Trace) {
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Select:
				for n, iff := range ssaq.SelectCases(i) {
					if iff == nil {
						continue
					}
					evs := b.receive
					if i.States[n].Dir == types.SendOnly {
						evs = b.send
					}
					onEdge(b, iff, 0, evs(i.States[n].Chan))
				}
			case *ssa.UnOp:
				if iff := ssaq.ClosedTest(i); iff != nil {
					p := b.Place(i.X)
					onEdge(b, iff, 0, b.receive(i.X))
					onEdge(b, iff, 1, []*Event{{Kind: EvJoin, Place: p.Closed()}, {Kind: EvJoin, Place: p}})
				}
			case *ssa.Call:
				onlyFirst(b, i)
			}
		}
	}
}

func onEdge(b *Trace, iff *ssa.If, succ int, evs []*Event) {
	blk := iff.Block()
	to := blk.Succs[succ]
	for _, ev := range evs {
		ev.Instr, ev.Live, ev.Id = iff, true, -1
		ev.parts = cmp.Or(ev.parts, b.Pkg.noParts)
	}
	if len(to.Preds) == 1 {
		for _, ev := range evs {
			b.add(to, -1, iff, ev)
		}
		return
	}
	b.Edges[Edge{From: blk.Index, To: to.Index}] = evs
}

// branches reports whether a receive decides a branch by whether the channel
// was closed.
func branches(b *Trace, recv *ssa.UnOp) bool { return ssaq.ClosedTest(recv) != nil }

// onlyFirst adds, where a branch asks whether a call was the first to set a variable,
// that what follows on the one side is done once, as in a sync.Once, but that nobody
// waits for it. Who sets the variable back is believed to be done.
func onlyFirst(b *Trace, call *ssa.Call) {
	p, value, first := escape.Swaps(b.Heap, call)
	if !p.Known() {
		return
	}
	mark := &state.SyncFact{Place: p.Elem(place.Number(value.ExactString())), Kind: state.OnceBody, Must: true}
	if mark.Place.Owner != "" {
		mark.Place.Owner += "[" + value.ExactString() + "]" // other values have other sides
	}
	for _, v := range ssaq.Negations(call) {
		for _, r := range *v.Referrers() {
			if iff, ok := r.(*ssa.If); ok {
				succ := 0
				if (v == ssa.Value(call)) != first {
					succ = 1
				}
				onEdge(b, iff, succ, []*Event{{Kind: EvLock, Mark: mark}})
			}
		}
	}
}
