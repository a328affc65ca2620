package order

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A function may start a goroutine only when nothing can fail any more. Its caller may return
// or do something else if the function returns an error. Then the goroutine does not run
// concurrently with what the caller does after an error.

// SucceedsAfter reports whether the function returns no error, as its last result, once an
// event has started a goroutine. If a callee starts it and then returns no error, the
// function may return the error of the callee.
func (f *Flow) SucceedsAfter(ev *trace.Event, calleeSucceeds bool) bool {
	blk := f.BlockOf(ev)
	n := f.Fn.Signature.Results().Len() - 1
	if n < 0 || !typeq.IsError(f.Fn.Signature.Results().At(n).Type()) {
		return false
	}
	for _, end := range f.Fn.Blocks {
		ret, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		if !ok || end != blk && !f.Paths.Reaches(blk, end) {
			continue
		}
		if call, _ := ssaq.ResultOf(ret.Results[n]); call != nil && call == ev.Instr && calleeSucceeds {
			continue
		}
		if !isNilConst(ret.Results[n]) {
			return false
		}
	}
	return true
}

// isNilConst reports whether v, an error, is the constant nil.
func isNilConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value == nil
}

// run collects what can be reached from the start. If the call that starts the goroutine
// returns no error, it first assumes that the call is not made again.
func (w *liveWalk) run() {
	blk := w.f.BlockOf(w.start)
	w.conditions = conditionsAt(w.f, blk)
	if w.succeeds {
		w.succeeds = w.assumeSuccess()
	}
	w.walk(blk)
	for w.succeeds && w.propagateNil() {
		w.walk(blk)
	}
	if w.succeeds && w.set.Events.Has(w.start.ID) { // the next call may fail
		w.conditions = conditionsAt(w.f, blk)
		w.walk(blk)
	}
}

// assumeSuccess notes that the error of the call that starts the goroutine is nil. It
// reports whether the call returns an error.
func (w *liveWalk) assumeSuccess() bool {
	call, ok := w.start.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	w.nilErrors = map[ssa.Value]bool{}
	found := w.assumeNil(call)
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok {
			found = w.assumeNil(x) || found
		}
	}
	return found
}

// assumeNil notes that v is nil, and the values of its comparisons with nil. It reports
// whether v is an error; other values it leaves alone.
func (w *liveWalk) assumeNil(v ssa.Value) bool {
	if !typeq.IsError(v.Type()) {
		return false
	}
	w.nilErrors[v] = true
	for _, r := range *v.Referrers() {
		cmp, ok := r.(*ssa.BinOp)
		if !ok || !isNilConst(cmp.Y) {
			continue
		}
		switch cmp.Op {
		case token.EQL:
			w.conditions[cmp] = true
		case token.NEQ:
			w.conditions[cmp] = false
		}
	}
	return true
}

// propagateNil notes as nil the variables that have only nil errors on all paths that the
// walk has taken. It reports whether there are new ones.
func (w *liveWalk) propagateNil() bool {
	found := false
	for _, blk := range w.f.Fn.Blocks {
		for _, instr := range blk.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if w.seen[blk.Index] && !w.nilErrors[phi] && w.onlyNil(phi) {
				found = w.assumeNil(phi) || found
			}
		}
	}
	return found
}

// onlyNil reports whether a phi gets only nil errors on the paths that the walk has taken.
func (w *liveWalk) onlyNil(phi *ssa.Phi) bool {
	start := w.f.BlockOf(w.start)
	for i, p := range phi.Block().Preds {
		taken := w.seen[p.Index] || p == start
		if e := phi.Edges[i]; taken && !w.nilErrors[e] && !isNilConst(e) {
			return false
		}
	}
	return true
}
