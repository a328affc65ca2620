package trace

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// iteratorOps returns the events of a call that makes an iterator over a map. The call
// itself accesses the map only if the iterator runs there. It has no event if an exported
// function only returns the iterator, and so lets the map escape, or if the iterator runs
// later: see [iteratorRuns].
//
// Assumes: the caller of an unexported function that returns the iterator runs it under
// the locks that it holds at the call.
func iteratorOps(t *Trace, e known.Effect, call *ssa.Call) []*Event {
	now := false
	for _, use := range escape.UsesOfIterator(call) {
		switch use := use.(type) {
		case *ssa.Return:
			now = now || !ast.IsExported(t.Fn.Name()) // its callers usually run it at once
		case *ssa.Call:
			now = now || !escape.RunsLater(t.Heap, call, use)
		default:
			now = true // where it runs is unknown
		}
	}
	if !now {
		return nil
	}
	return t.access(e.Ops[0].Op, call.Call.Args[0], call, call.Pos())
}

// iteratorRuns returns the events of a call that runs an iterator over a map, or that is
// given an iterator, if the iterator was made earlier.
func iteratorRuns(t *Trace, call *ssa.CallCommon, at ssa.Instruction) (out []*Event) {
	run, ok := at.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, v := range append(slices.Clone(call.Args), call.Value) {
		if v == nil || !typeq.IsIterator(v.Type()) {
			continue
		}
		for _, w := range escape.Iterators(t.Heap, v) {
			if made, m := escape.IteratorCall(w); made != nil && escape.RunsLater(t.Heap, made, run) {
				out = append(out, t.accessAt(state.OpRange, t.Current(m, at), ssaq.ExprOf(m), at, escape.RunPos(run))...)
			}
		}
	}
	return out
}

// loopBodies returns the events of a call that runs an iterator of which nothing is known: the body
// of the loop, which may run, and does so before the call returns. The goroutines that it leaves
// running are several, as in any loop.
func loopBodies(t *Trace, call *ssa.CallCommon, at ssa.Instruction) (out []*Event) {
	for _, arg := range call.Args {
		if body, ok := arg.(*ssa.MakeClosure); ok && body.Fn.(*ssa.Function).Synthetic == "range-over-func yield" {
			in := t.funcArg(body, at)
			in.exits = false
			for i := range in.threads {
				in.threads[i].Many = in.threads[i].Many || !in.threads[i].StartGuard.Known()
			}
			out = append(out, t.eventsOf(in)...)
		}
	}
	return out
}
