package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// deferred returns the events of the deferred calls at a return, last first. Where
// there are too many of both, it is those that were deferred on every path, without
// which locks would seem to be held.
func deferredEvents(t *Trace, at *ssa.RunDefers) []*Event {
	if t.defers == nil {
		findDefers(t)
	}
	many := len(t.defers)*t.numReturns > maxDeferred
	if many {
		t.Pkg.LimitReached(t.Fn, "deferred calls and returns")
	}
	var out []*Event
	run := 0
	for _, d := range t.defers {
		blk := d.Block()
		sure := blk.Dominates(at.Block())
		if many && (!sure || run >= max(minDeferred, maxDeferred/t.numReturns)) || blk != at.Block() && !t.Flows.Reaches(blk, at.Block()) {
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

// findDefers lists the defer statements, the last one first, and counts the places
// where what they defer runs.
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

// At all returns of a function together, so many deferred calls are run, and at
// each a few in any case.
const (
	maxDeferred = 4096
	minDeferred = 16
)
