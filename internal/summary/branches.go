package summary

import (
	"cmp"
	"go/token"
	"go/types"
	"iter"

	"golang.org/x/tools/go/ssa"
)

// edge is a transfer of control between two blocks.
type edge struct{ from, to int }

// conditions finds the joins and signals that a branch depends on: the cases
// of a select, and whether a channel was closed. They belong to the edge that
// is taken.
func (b *builder) conditions() {
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Select:
				for n, iff := range selectCases(i) {
					if iff == nil {
						continue
					}
					evs := b.receive
					if i.States[n].Dir == types.SendOnly {
						evs = b.send
					}
					b.onEdge(iff, 0, evs(i.States[n].Chan))
				}
			case *ssa.UnOp:
				if iff := closedTest(i); iff != nil {
					p := b.place(i.X)
					b.onEdge(iff, 0, b.receive(i.X))
					b.onEdge(iff, 1, []*event{{kind: evJoin, place: p.Closed()}, {kind: evJoin, place: p}})
				}
			case *ssa.Call:
				b.onlyFirst(i)
			}
		}
	}
}

func (b *builder) onEdge(iff *ssa.If, succ int, evs []*event) {
	blk := iff.Block()
	to := blk.Succs[succ]
	for _, ev := range evs {
		ev.instr, ev.live, ev.id = iff, true, -1
		ev.parts = cmp.Or(ev.parts, b.eng.noParts)
	}
	if len(to.Preds) == 1 {
		for _, ev := range evs {
			b.add(to, -1, iff, ev)
		}
		return
	}
	b.edges[edge{from: blk.Index, to: to.Index}] = evs
}

// branches reports whether a receive decides a branch by whether the channel
// was closed.
func (b *builder) branches(recv *ssa.UnOp) bool { return closedTest(recv) != nil }

// closedTest returns the branch on the second result of "v, ok := <-ch", which
// is how a range over a channel ends too.
func closedTest(recv *ssa.UnOp) *ssa.If {
	if recv.Op != token.ARROW || !recv.CommaOk {
		return nil
	}
	return okTest(recv)
}

// returnsOf yields the return statements of a function.
func returnsOf(fn *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, blk := range fn.Blocks {
			if ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok && !yield(ret) {
				return
			}
		}
	}
}

// okTest returns the branch on the second of two results, nil if there is none.
func okTest(v ssa.Value) *ssa.If {
	for _, r := range *v.Referrers() {
		ext, ok := r.(*ssa.Extract)
		if !ok || ext.Index != 1 {
			continue
		}
		for _, u := range *ext.Referrers() {
			if iff, ok := u.(*ssa.If); ok {
				return iff
			}
		}
	}
	return nil
}

// selectCases returns the branch to each case of a select.
func selectCases(sel *ssa.Select) []*ssa.If {
	out := make([]*ssa.If, len(sel.States))
	for _, r := range *sel.Referrers() {
		ext, ok := r.(*ssa.Extract)
		if !ok || ext.Index != 0 {
			continue
		}
		for _, u := range *ext.Referrers() {
			cmp, ok := u.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL {
				continue
			}
			c, ok := cmp.Y.(*ssa.Const)
			if !ok {
				continue
			}
			for _, use := range *cmp.Referrers() {
				if iff, ok := use.(*ssa.If); ok && int(c.Int64()) < len(out) {
					out[c.Int64()] = iff
				}
			}
		}
	}
	return out
}
