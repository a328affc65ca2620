package record

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/link"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// isEarly reports whether nothing that may have happened before an instruction of a function,
// in the same call, has started a goroutine.
//
// Assumes: functions of other modules start none, unless they are passed a function.
func (b *builder) isEarly(fn *ssa.Function, at ssa.Instruction) bool {
	f := b.Of[fn]
	if f == nil {
		return false
	}
	starts, ok := b.starts[fn]
	if !ok {
		for instr := range ssaq.InstrsOf(fn) {
			if b.mayStart(fn, instr) {
				starts = append(starts, instr)
			}
		}
		b.starts[fn] = starts
	}
	return !slices.ContainsFunc(starts, func(s ssa.Instruction) bool { return f.Paths.Follows(s, at) })
}

// mayStart reports whether an instruction may start a goroutine, or passes on a function that
// somebody may run at any time. A handler waits for its server.
func (b *builder) mayStart(fn *ssa.Function, instr ssa.Instruction) bool {
	if _, ok := instr.(*ssa.Go); ok {
		return true
	}
	var called ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		called = call.Common().Value
		t := b.Of[fn].Target(call.Common())
		if t.Sum != nil && len(t.Sum.Threads) > 0 || heap.KnownEffect(t).Kind == known.Spawn {
			return true
		}
	}
	if _, closure := instr.(*ssa.MakeClosure); closure {
		return false
	}
	return slices.ContainsFunc(slices.Clone(b.OperandsOf(instr)), func(op *ssa.Value) bool {
		target := b.functionIn(*op)
		return target != nil && *op != called && b.EntryName(target) == "" && b.howCalled(fn, instr, *op) != link.Direct
	})
}
