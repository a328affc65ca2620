package trace

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// lazyOps returns the events of a call that makes an iterator over a map: none if the
// iterator is only returned by an exported function, which lets the map out, or runs
// later; see [consumed].
//
// Assumes: the caller of another function that returns the iterator runs it under the
// locks that it holds at the call.
func lazyOps(b *Trace, e known.Effect, call *ssa.Call) []*Event {
	now := false
	for _, use := range escape.UsesOfIterator(call) {
		switch use := use.(type) {
		case *ssa.Return:
			now = now || !ast.IsExported(b.Fn.Name()) // its callers run it, mostly at once
		case *ssa.Call:
			now = now || !escape.Later(b.Heap, call, use)
		default:
			now = true // nobody sees when it runs
		}
	}
	if !now {
		return nil
	}
	return b.access(e.Ops[0].Op, call.Call.Args[0], call, call.Pos())
}

// consumed returns the events of a call that runs an iterator over a map, or is given
// one, which was made earlier.
func consumed(b *Trace, call *ssa.CallCommon, at ssa.Instruction) (out []*Event) {
	run, ok := at.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, v := range append(slices.Clone(call.Args), call.Value) {
		if v == nil || !ssaq.IsIterator(v.Type()) {
			continue
		}
		for _, w := range escape.Iterators(b.Heap, v) {
			if made, m := escape.LazyCall(w); made != nil && escape.Later(b.Heap, made, run) {
				out = append(out, b.accessAt(state.OpRange, b.Current(m, at), b.Pkg.ExprOf(m), at, escape.RunPos(run))...)
			}
		}
	}
	return out
}
