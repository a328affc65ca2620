package heap

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Observed reports whether p lies in an object that an informer gives to the function.
func (b *Heap) Observed(p place.Place) bool {
	return p.Kind == place.Param && types.IsInterface(b.Fn.Params[p.Index].Type()) && program.Observers(b.Pkg.Program)[b.Fn]
}

// Loop returns the natural loop with that head, nil if it is none.
func (b *Heap) Loop(head *ssa.BasicBlock) map[*ssa.BasicBlock]bool {
	if body, ok := b.Loops[head]; ok {
		return body
	}
	var body map[*ssa.BasicBlock]bool
	for _, p := range head.Preds {
		if !head.Dominates(p) {
			continue
		}
		if body == nil {
			body = map[*ssa.BasicBlock]bool{head: true}
		}
		work := []*ssa.BasicBlock{p}
		for len(work) > 0 {
			blk := work[len(work)-1]
			work = work[:len(work)-1]
			if !body[blk] {
				body[blk] = true
				work = append(work, blk.Preds...)
			}
		}
	}
	b.Loops[head] = body
	return body
}

// InstrsOf lists the instructions of the function that are of some kind.
func InstrsOf(b *Heap, is func(ssa.Instruction) bool) []ssa.Instruction {
	var out []ssa.Instruction
	for _, blk := range b.Fn.Blocks {
		for _, i := range blk.Instrs {
			if is(i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// Actual returns the value of a callee in terms of its caller: the argument that a
// parameter is, or a constant. What a literal has is followed through the variables
// that it captures.
func (t Target) Actual(v ssa.Value) ssa.Value {
	if v == nil {
		return nil
	}
	v = ssaq.Uncelled(ssaq.Unboxed(v))
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == t.Fn {
		if n := slices.Index(t.Fn.Params, p); n < len(t.Args) {
			return t.Args[n]
		}
		return nil
	}
	if _, constant := v.(*ssa.Const); constant || t.Fn.Parent() != nil {
		return v
	}
	return nil
}

// WithinBudget reports whether the function may be searched once more. Who is refused
// answers what leads to silence.
func (b *Heap) WithinBudget() bool {
	b.work += len(b.Fn.Blocks)
	if b.work > maxWork {
		b.Pkg.LimitReached(b.Fn, "maps to search for insertions and look-ups")
		return false
	}
	return true
}

// maxWork bounds what the searches of one function cost that walk over all of it
// for each of its instructions of some kind, in blocks: a thousand searches of a
// thousand blocks.
const maxWork = 1 << 20
