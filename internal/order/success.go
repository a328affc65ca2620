package order

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// A function that starts a goroutine when nothing can fail any more, and an error that
// its caller handles by doing something else: the two exclude each other.

// SucceedsAfter reports whether the function returns no error, by its last result, once
// an event has started a goroutine. If a callee starts it and then returns no error, the
// function may return what the callee does.
func (b *Flow) SucceedsAfter(ev *trace.Event, calleeSucceeds bool) bool {
	blk := b.BlockOf(ev)
	n := b.Fn.Signature.Results().Len() - 1
	if n < 0 || !ssaq.IsError(b.Fn.Signature.Results().At(n).Type()) {
		return false
	}
	for _, end := range b.Fn.Blocks {
		ret, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		if !ok || end != blk && !b.Flows.Reaches(blk, end) {
			continue
		}
		if call, _ := ssaq.ResultOf(ret.Results[n]); call != nil && call == ev.Instr && calleeSucceeds {
			continue
		}
		if c, ok := ret.Results[n].(*ssa.Const); !ok || c.Value != nil {
			return false
		}
	}
	return true
}

// run collects what can be reached from the start, first as if the call that starts the
// goroutine, which returns no error, were not made again.
func (w *liveWalk) run() {
	blk := w.b.BlockOf(w.start)
	w.given = w.b.conditionsOf(blk)
	if w.noErr {
		w.noErr = w.succeed()
	}
	w.walk(blk)
	for w.noErr && w.carryOn() {
		w.walk(blk)
	}
	if w.noErr && w.set.Events.Has(w.start.Id) { // the next call may fail
		w.given = w.b.conditionsOf(blk)
		w.walk(blk)
	}
}

// succeed notes the error of the call that starts the goroutine as nil. It reports
// whether something depends on that.
func (w *liveWalk) succeed() bool {
	call, ok := w.start.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	w.none = map[ssa.Value]bool{}
	known := w.noError(call)
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok {
			known = w.noError(x) || known
		}
	}
	return known
}

// noError notes that v, if it is an error, is nil, and how its comparisons come out.
func (w *liveWalk) noError(v ssa.Value) bool {
	if !ssaq.IsError(v.Type()) {
		return false
	}
	w.none[v] = true
	for _, r := range *v.Referrers() {
		cmp, ok := r.(*ssa.BinOp)
		if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
			continue
		}
		if c, ok := cmp.Y.(*ssa.Const); ok && c.Value == nil {
			w.given[cmp] = cmp.Op == token.EQL
		}
	}
	return true
}

// carryOn notes as nil the variables that only have such errors on all ways that the
// walk has gone. It reports whether there are more than before.
func (w *liveWalk) carryOn() bool {
	start, more := w.b.BlockOf(w.start), false
	for _, blk := range w.b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if !w.seen[blk.Index] || w.none[phi] {
				continue
			}
			none := true
			for i, p := range blk.Preds {
				if c, ok := phi.Edges[i].(*ssa.Const); w.seen[p.Index] || p == start {
					none = none && (w.none[phi.Edges[i]] || ok && c.Value == nil)
				}
			}
			more = none && w.noError(phi) || more
		}
	}
	return more
}
