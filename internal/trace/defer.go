package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// maxDeferred bounds the deferred calls that are run at all returns of a function together.
// At each return, up to minDeferred are run in any case.
const (
	maxDeferred = 4096
	minDeferred = 16
)

// deferredEvents returns the events of the deferred calls at a return, the last one first.
// If there are too many calls and returns, only those count that are deferred on every
// path, without which locks would seem to be held.
func deferredEvents(t *Trace, at *ssa.RunDefers) []*Event {
	if t.defers == nil {
		findDefers(t)
	}
	tooMany := len(t.defers)*t.numReturns > maxDeferred
	if tooMany {
		t.Pkg.LimitReached(t.Fn, "deferred calls and returns")
	}
	var out []*Event
	run := 0
	for _, d := range t.defers {
		blk := d.Block()
		sure := blk.Dominates(at.Block())
		if tooMany && (!sure || run >= max(minDeferred, maxDeferred/t.numReturns)) {
			continue
		}
		if blk != at.Block() && !t.Paths.Reaches(blk, at.Block()) {
			continue
		}
		run++
		for _, ev := range t.call(&d.Call, d) {
			ev.Maybe = ev.Maybe || !sure
			out = append(out, ev)
		}
	}
	return out
}

// findDefers lists the defer statements, the last one first, and counts the places where
// the deferred calls run.
func findDefers(t *Trace) {
	t.defers = []*ssa.Defer{}
	for _, blk := range slices.Backward(t.Fn.Blocks) {
		for _, instr := range slices.Backward(blk.Instrs) {
			switch i := instr.(type) {
			case *ssa.Defer:
				t.defers = append(t.defers, i)
			case *ssa.RunDefers:
				t.numReturns++
			}
		}
	}
}
