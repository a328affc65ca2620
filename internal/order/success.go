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
func (f *Flow) SucceedsAfter(ev *trace.Event, calleeSucceeds bool) bool {
	blk := f.BlockOf(ev)
	n := f.Fn.Signature.Results().Len() - 1
	if n < 0 || !ssaq.IsError(f.Fn.Signature.Results().At(n).Type()) {
		return false
	}
	for _, end := range f.Fn.Blocks {
		ret, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		if !ok || end != blk && !f.Flows.Reaches(blk, end) {
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
	blk := w.f.BlockOf(w.start)
	w.conditions = w.f.conditionsOf(blk)
	if w.succeeds {
		w.succeeds = w.assumeSuccess()
	}
	w.walk(blk)
	for w.succeeds && w.propagateNil() {
		w.walk(blk)
	}
	if w.succeeds && w.set.Events.Has(w.start.ID) { // the next call may fail
		w.conditions = w.f.conditionsOf(blk)
		w.walk(blk)
	}
}

// succeed notes the error of the call that starts the goroutine as nil. It reports
// whether something depends on that.
func (w *liveWalk) assumeSuccess() bool {
	call, ok := w.start.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	w.nilErrors = map[ssa.Value]bool{}
	known := w.assumeNil(call)
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok {
			known = w.assumeNil(x) || known
		}
	}
	return known
}

// noError notes that v, if it is an error, is nil, and how its comparisons come out.
func (w *liveWalk) assumeNil(v ssa.Value) bool {
	if !ssaq.IsError(v.Type()) {
		return false
	}
	w.nilErrors[v] = true
	for _, r := range *v.Referrers() {
		cmp, ok := r.(*ssa.BinOp)
		if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
			continue
		}
		if c, ok := cmp.Y.(*ssa.Const); ok && c.Value == nil {
			w.conditions[cmp] = cmp.Op == token.EQL
		}
	}
	return true
}

// carryOn notes as nil the variables that only have such errors on all ways that the
// walk has gone. It reports whether there are more than before.
func (w *liveWalk) propagateNil() bool {
	start, more := w.f.BlockOf(w.start), false
	for _, blk := range w.f.Fn.Blocks {
		for _, instr := range blk.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if !w.seen[blk.Index] || w.nilErrors[phi] {
				continue
			}
			none := true
			for i, p := range blk.Preds {
				if c, ok := phi.Edges[i].(*ssa.Const); w.seen[p.Index] || p == start {
					none = none && (w.nilErrors[phi.Edges[i]] || ok && c.Value == nil)
				}
			}
			more = none && w.assumeNil(phi) || more
		}
	}
	return more
}
