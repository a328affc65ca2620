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
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// loopJoin is a loop that waits in every round for a signal at a place, in as many rounds as
// there are goroutines.
type loopJoin struct {
	head  *ssa.BasicBlock
	body  map[*ssa.BasicBlock]bool
	place place.Place
}

// loopJoins returns the loops that wait in every round, as many as a function may have signals.
func loopJoins(f *Flow) []loopJoin {
	var out []loopJoin
	for _, head := range f.Fn.Blocks {
		body := f.Loop(head)
		for _, inner := range ssaq.SortedBlocks(body) {
			for _, ev := range f.Events[inner.Index] {
				if !isPlainJoin(ev) || !ssaq.OnEveryIteration(inner, head, body) {
					continue
				}
				if len(out) == effect.MaxSignals {
					f.Pkg.LimitReached(f.Fn, "waits in loops")
					return out
				}
				out = append(out, loopJoin{head, body, ev.Place})
			}
		}
	}
	return out
}

// isPlainJoin reports whether an event always waits for a known signal, not for room in a
// channel.
func isPlainJoin(ev *trace.Event) bool {
	return ev.Kind == trace.EvJoin && !ev.Maybe && ev.Place.Known() && !ev.Place.IsTaken()
}

// endsBefore reports whether the loop has ended whenever control comes to blk.
func (j loopJoin) endsBefore(blk *ssa.BasicBlock) bool {
	return !j.body[blk] && j.head.Dominates(blk)
}

// joinedInLoop reports whether blk is the head of a loop that waits for the goroutine in
// every round: "for range n { <-done }". A send that waits for room in a channel is such a
// wait too.
//
// Assumes: the loop has as many rounds as there are goroutines.
//
// False negative: a loop that waits for only some of them.
func (w *liveWalk) joinedInLoop(blk *ssa.BasicBlock) bool {
	if len(w.awaited)+len(w.start.Receives) == 0 {
		return false
	}
	body := w.f.Loop(blk)
	if body == nil || body[w.f.BlockOf(w.start)] {
		return false
	}
	for inner := range body {
		if slices.ContainsFunc(w.f.Events[inner.Index], w.waitsInLoop) && ssaq.OnEveryIteration(inner, blk, body) {
			return true
		}
	}
	return false
}

// waitsInLoop reports whether an event in a loop waits for the goroutine.
func (w *liveWalk) waitsInLoop(ev *trace.Event) bool {
	switch ev.Kind {
	case trace.EvJoin:
		return !ev.Maybe && w.isJoinInLoop(ev)
	case trace.EvSignal:
		return w.waitsForRoom(ev)
	}
	return false
}

// skipsJoinLoop reports whether control goes from one block to the next only if a loop over
// an integer that waits for the goroutine has no rounds. The body of such a loop is its
// head.
//
// Assumes: a loop without rounds means that there are no goroutines, unless the number is a
// quotient, as for a quorum.
func (w *liveWalk) skipsJoinLoop(from, to *ssa.BasicBlock) bool {
	iff, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok || isQuotient(iff.Cond) {
		return false
	}
	leadsTo := func(p *ssa.BasicBlock) bool { return p != from && slices.Contains(p.Succs, to) }
	return slices.ContainsFunc(from.Succs, func(head *ssa.BasicBlock) bool {
		return head != to && head.Comment == "rangeint.body" && slices.ContainsFunc(head.Preds, leadsTo) && w.joinedInLoop(head)
	})
}

// isQuotient reports whether a number, or a comparison of numbers, comes from a division.
func isQuotient(v ssa.Value) bool {
	op, ok := v.(*ssa.BinOp)
	return ok && (op.Op == token.QUO || op.Op == token.SHR || isQuotient(op.X) || isQuotient(op.Y))
}

// Paced reports whether a block lies in a loop that sleeps, or receives from a ticker or
// timer: what happens there happens as long as the program runs.
func (f *Flow) Paced(blk *ssa.BasicBlock) bool {
	if f.paced == nil {
		f.paced = map[*ssa.BasicBlock]bool{}
		for _, head := range f.Fn.Blocks {
			body := f.Loop(head)
			for inner := range body {
				if slices.ContainsFunc(inner.Instrs, waitsForTime) {
					maps.Copy(f.paced, body)
					break
				}
			}
		}
	}
	return f.paced[blk]
}

// WaitsInLoop reports whether the function waits in a loop: for time, for a channel, or it loops
// until it returns from within.
func (f *Flow) WaitsInLoop() bool {
	for _, head := range f.Fn.Blocks {
		body := f.Loop(head)
		if body == nil {
			continue
		}
		endless := len(head.Succs) == 1 || !slices.ContainsFunc(head.Succs, func(s *ssa.BasicBlock) bool { return !body[s] })
		if endless || f.Paced(head) {
			return true
		}
		for blk := range body {
			if slices.ContainsFunc(blk.Instrs, receives) {
				return true
			}
		}
	}
	return false
}

// receives reports whether an instruction waits for a channel.
func receives(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW
	case *ssa.Select:
		return i.Blocking
	}
	return false
}

func waitsForTime(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW && isTimeChan(i.X)
	case *ssa.Select:
		return slices.ContainsFunc(i.States, func(s *ssa.SelectState) bool { return isTimeChan(s.Chan) })
	case *ssa.Call:
		return ssaq.IsCallOf(i, "time.Sleep")
	}
	return false
}

// isTimeChan reports whether v is a channel of times.
func isTimeChan(v ssa.Value) bool {
	ch, ok := v.Type().Underlying().(*types.Chan)
	return ok && typeq.TypeName(ch.Elem()) == "time.Time"
}
