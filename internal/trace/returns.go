package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// deferred returns the events of the deferred calls at a return, last first. Where
// there are too many of both, it is those that were deferred on every path, without
// which locks would seem to be held.
func deferred(b *Trace, at *ssa.RunDefers) []*Event {
	if b.defers == nil {
		findDefers(b)
	}
	many := len(b.defers)*b.returnCount > maxDeferred
	if many {
		b.Pkg.LimitReached(b.Fn, "deferred calls and returns")
	}
	var out []*Event
	run := 0
	for _, d := range b.defers {
		blk := d.Block()
		sure := blk.Dominates(at.Block())
		if many && (!sure || run >= max(minDeferred, maxDeferred/b.returnCount)) || blk != at.Block() && !b.Flows.Reaches(blk, at.Block()) {
			continue
		}
		run++
		for _, ev := range b.call(&d.Call, d) {
			ev.Maybe = ev.Maybe || !sure
			out = append(out, ev)
		}
	}
	return out
}

// findDefers lists the defer statements, the last one first, and counts the places
// where what they defer runs.
func findDefers(b *Trace) {
	b.defers = []*ssa.Defer{}
	for _, blk := range slices.Backward(b.Fn.Blocks) {
		for _, instr := range slices.Backward(blk.Instrs) {
			switch i := instr.(type) {
			case *ssa.Defer:
				b.defers = append(b.defers, i)
			case *ssa.RunDefers:
				b.returnCount++
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
