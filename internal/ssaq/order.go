package ssaq

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Dominates reports whether every path through the function that comes to instruction then
// has executed instruction first before. An instruction does not dominate itself.
func Dominates(first, then ssa.Instruction) bool {
	x, y := first.Block(), then.Block()
	if x == y {
		return slices.Index(x.Instrs, first) < slices.Index(x.Instrs, then)
	}
	return x.Parent() == y.Parent() && x.Dominates(y)
}

// ReversePostorder lists the blocks of fn that control can come to: each block before its
// successors, except where a loop comes back.
func ReversePostorder(fn *ssa.Function) []*ssa.BasicBlock {
	seen := make([]bool, len(fn.Blocks))
	var out []*ssa.BasicBlock
	var visit func(*ssa.BasicBlock)
	visit = func(blk *ssa.BasicBlock) {
		seen[blk.Index] = true
		for _, s := range blk.Succs {
			if !seen[s.Index] {
				visit(s)
			}
		}
		out = append(out, blk)
	}
	visit(fn.Blocks[0])
	slices.Reverse(out)
	return out
}

// OnEveryIteration reports whether each iteration of the loop with a head and a body that
// comes back to the head has passed blk.
func OnEveryIteration(blk, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) bool {
	for _, p := range head.Preds {
		if body[p] && !blk.Dominates(p) {
			return false
		}
	}
	return true
}

// SortedBlocks lists the blocks of a set by their index.
func SortedBlocks(set map[*ssa.BasicBlock]bool) []*ssa.BasicBlock {
	return slices.SortedFunc(maps.Keys(set), func(x, y *ssa.BasicBlock) int { return x.Index - y.Index })
}
