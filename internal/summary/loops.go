package summary

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Event loops: a goroutine that calls the functions which others send to it, one
// after the other. What it does itself and what is posted to it never happen at
// the same time.

// posts returns the events of sending the function v: what it does, it does on
// the loop at the other end of the channel.
func (b *builder) posts(v, ch ssa.Value, at ssa.Instruction) []*event {
	p := b.place(ch)
	if !isFunc(v.Type()) || !p.Known() {
		return nil
	}
	in := b.funcArg(v, at)
	onLoop := state.Marks{{Place: p, Mode: state.Loop, Must: true}}
	in.tie(onLoop)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	return b.instanceEvents(in.spawned(Thread{Name: "event loop", Pos: Pos{p: instrPos(at)}, Posted: true}))
}

// tie adds marks to what an instance does on its own thread.
func (in *instance) tie(ms state.Marks) {
	for i := range in.accesses {
		if a := &in.accesses[i]; a.Thread == 0 {
			a.Marks = a.Marks.Union(ms)
		}
	}
	for i := range in.calls {
		if c := &in.calls[i]; c.Thread == 0 {
			c.Marks = c.Marks.Union(ms)
		}
	}
}

// selectPosts returns the events of the functions that a select may send.
func (b *builder) selectPosts(sel *ssa.Select) []*event {
	var out []*event
	for _, s := range sel.States {
		if s.Dir == types.SendOnly {
			out = append(out, b.posts(s.Send, s.Chan, sel)...)
		}
	}
	return out
}

// findLoops notes the channels whose functions the builder's function calls: all
// it does is done on that loop.
func (b *builder) findLoops() {
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			if ch := received(call.Call.Value); ch != nil {
				if p := b.place(ch); p.Known() {
					b.runs = b.runs.With(&state.Mark{Place: p, Mode: state.Loop, Must: true})
				}
			}
		}
	}
}

// received returns the channel that v was received from, nil if v was not.
func received(v ssa.Value) ssa.Value {
	ext, ok := v.(*ssa.Extract)
	if ok {
		v = ext.Tuple
	}
	switch x := v.(type) {
	case *ssa.UnOp:
		if x.Op == token.ARROW {
			return x.X
		}
	case *ssa.Select: // the values received follow the index and the ok
		n := 2
		for _, s := range x.States {
			if s.Dir != types.RecvOnly {
				continue
			}
			if n == ext.Index {
				return s.Chan
			}
			n++
		}
	}
	return nil
}

// A loopJoin is what a loop waits for in every round: as many rounds as goroutines
// are taken to follow.
type loopJoin struct {
	head  *ssa.BasicBlock
	body  map[*ssa.BasicBlock]bool
	place place.Place
}

// loopJoins lists what loops wait for, as many as a function may have signals.
func (b *builder) loopJoins() []loopJoin {
	var out []loopJoin
	for _, head := range b.fn.Blocks {
		body := b.loop(head)
		for _, inner := range inOrder(body) {
			for _, ev := range b.events[inner.Index] {
				if ev.kind != evJoin || ev.maybe || !ev.place.Known() || ev.place.IsTaken() || !everyRound(inner, head, body) {
					continue
				}
				if len(out) == maxSignals {
					b.eng.cut(b.fn, "waits in loops")
					return out
				}
				out = append(out, loopJoin{head, body, ev.place})
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

// paced reports whether a block lies in a loop that sleeps, or receives from a
// ticker or timer: what is done there is done as long as the program runs.
func (b *builder) paced(blk *ssa.BasicBlock) bool {
	if b.pacedBy == nil {
		b.pacedBy = map[*ssa.BasicBlock]bool{}
		for _, head := range b.fn.Blocks {
			body := b.loop(head)
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
		return isCallOf(i, "time.Sleep")
	}
	return false
}

// ofTime reports whether v is a channel of times.
func ofTime(v ssa.Value) bool {
	ch, ok := v.Type().Underlying().(*types.Chan)
	return ok && typeName(ch.Elem()) == "time.Time"
}
