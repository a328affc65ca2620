package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A function that starts a goroutine when nothing can fail any more, and an error that
// its caller handles by doing something else: the two exclude each other.

// succeedsAfter reports whether the function returns no error, by its last result, once
// it has come to blk.
func (b *builder) succeedsAfter(blk *ssa.BasicBlock) bool {
	n := b.fn.Signature.Results().Len() - 1
	if n < 0 || !isError(b.fn.Signature.Results().At(n).Type()) {
		return false
	}
	for _, end := range b.fn.Blocks {
		ret, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		if !ok || end != blk && !b.flows.reaches(blk, end) {
			continue
		}
		if c, ok := ret.Results[n].(*ssa.Const); !ok || c.Value != nil {
			return false
		}
	}
	return true
}

// withoutError adds to given how the comparisons of a call's error with nil come out if
// there is none.
func (b *builder) withoutError(at ssa.Instruction, given map[ssa.Value]bool) {
	call, ok := at.(*ssa.Call)
	if !ok {
		return
	}
	results := []ssa.Value{call}
	for _, r := range *call.Referrers() {
		if x, ok := r.(*ssa.Extract); ok {
			results = append(results, x)
		}
	}
	for _, err := range results {
		if !isError(err.Type()) {
			continue
		}
		for _, r := range *err.Referrers() {
			cmp, ok := r.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
				continue
			}
			if c, ok := cmp.Y.(*ssa.Const); ok && c.Value == nil {
				given[cmp] = cmp.Op == token.EQL
			}
		}
	}
}

// isError reports whether t is the type error.
func isError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }
