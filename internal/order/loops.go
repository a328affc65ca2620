package order

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// A loopJoin is what a loop waits for in every round: as many rounds as goroutines
// are taken to follow.
type loopJoin struct {
	head  *ssa.BasicBlock
	body  map[*ssa.BasicBlock]bool
	place place.Place
}

// loopJoins lists what loops wait for, as many as a function may have signals.
func (b *Flow) loopJoins() []loopJoin {
	var out []loopJoin
	for _, head := range b.Fn.Blocks {
		body := b.Loop(head)
		for _, inner := range ssaq.InOrder(body) {
			for _, ev := range b.Events[inner.Index] {
				if ev.Kind != trace.EvJoin || ev.Maybe || !ev.Place.Known() || ev.Place.IsTaken() || !ssaq.EveryRound(inner, head, body) {
					continue
				}
				if len(out) == effect.MaxSignals {
					b.Pkg.LimitReached(b.Fn, "waits in loops")
					return out
				}
				out = append(out, loopJoin{head, body, ev.Place})
			}
		}
	}
	return out
}

// before reports whether the loop has ended whenever control comes to blk.
func (j loopJoin) before(blk *ssa.BasicBlock) bool { return !j.body[blk] && j.head.Dominates(blk) }

// passesLoop reports whether control goes from one block to the next only if a loop
// over an integer that waits has no rounds, which is then taken to be for none: the
// body of such a loop is its head. A part of a number is a quorum, for less than all.
func (w *liveWalk) passesLoop(from, to *ssa.BasicBlock) bool {
	iff, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok || isPartOf(iff.Cond) {
		return false
	}
	return slices.ContainsFunc(from.Succs, func(head *ssa.BasicBlock) bool {
		return head != to && head.Comment == "rangeint.body" && slices.ContainsFunc(head.Preds, func(p *ssa.BasicBlock) bool {
			return p != from && slices.Contains(p.Succs, to)
		}) && w.joinedInLoop(head)
	})
}

// isPartOf reports whether a number, or a comparison of numbers, comes from a division.
func isPartOf(v ssa.Value) bool {
	op, ok := v.(*ssa.BinOp)
	return ok && (op.Op == token.QUO || op.Op == token.SHR || isPartOf(op.X) || isPartOf(op.Y))
}

// Paced reports whether a block lies in a loop that sleeps, or receives from a
// ticker or timer: what is done there is done as long as the program runs.
func (b *Flow) Paced(blk *ssa.BasicBlock) bool {
	if b.pacedBy == nil {
		b.pacedBy = map[*ssa.BasicBlock]bool{}
		for _, head := range b.Fn.Blocks {
			body := b.Loop(head)
			for inner := range body {
				if slices.ContainsFunc(inner.Instrs, waitsForTime) {
					maps.Copy(b.pacedBy, body)
					break
				}
			}
		}
	}
	return b.pacedBy[blk]
}

func waitsForTime(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW && ofTime(i.X)
	case *ssa.Select:
		return slices.ContainsFunc(i.States, func(s *ssa.SelectState) bool { return ofTime(s.Chan) })
	case *ssa.Call:
		return ssaq.IsCallOf(i, "time.Sleep")
	}
	return false
}

// ofTime reports whether v is a channel of times.
func ofTime(v ssa.Value) bool {
	ch, ok := v.Type().Underlying().(*types.Chan)
	return ok && ssaq.TypeName(ch.Elem()) == "time.Time"
}
