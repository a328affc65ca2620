package ssaq

import (
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Paths answers questions on the control flow of one function, of which a long
// one asks many.
type Paths struct {
	Fn   *ssa.Function
	at   map[ssa.Instruction]int // the index of each instruction in its block
	comp []int                   // by block, its component: the blocks that reach each other
	rows [][]uint64              // by component, the set of those that control can come to
	seen []int                   // by block, the number of the search that has seen it last
	walk int                     // the number of the search
}

// MaxBlocks bounds the blocks of a function: what is kept of a larger one, where
// control can go from each, would take more than 32 MB.
const MaxBlocks = 1 << 14

// index returns the index of an instruction in its block.
func (g *Paths) index(i ssa.Instruction) int {
	if g.at == nil {
		g.at = map[ssa.Instruction]int{}
		for _, blk := range g.Fn.Blocks {
			for n, instr := range blk.Instrs {
				g.at[instr] = n
			}
		}
	}
	return g.at[i]
}

// Reaches reports whether control can come from the end of one block to another,
// which may be the same.
func (g *Paths) Reaches(from, to *ssa.BasicBlock) bool {
	if g.rows == nil {
		g.findRows()
	}
	c := g.comp[to.Index]
	return g.rows[g.comp[from.Index]][c/64]&(1<<(c%64)) != 0
}

// findRows finds what each component reaches: its successors, which come before
// it, and what these reach.
func (g *Paths) findRows() {
	comps := Components(g.Fn.Blocks, func(blk *ssa.BasicBlock) []*ssa.BasicBlock { return blk.Succs })
	g.comp = make([]int, len(g.Fn.Blocks))
	width := (len(comps) + 63) / 64
	all := make([]uint64, len(comps)*width)
	g.rows = make([][]uint64, len(comps))
	for c, blocks := range comps {
		for _, blk := range blocks {
			g.comp[blk.Index] = c
		}
		row := all[c*width : (c+1)*width]
		for _, blk := range blocks {
			for _, s := range blk.Succs {
				next := g.comp[s.Index]
				if row[next/64]&(1<<(next%64)) == 0 && next != c {
					for i, bits := range g.rows[next] {
						row[i] |= bits
					}
				}
				row[next/64] |= 1 << (next % 64)
			}
		}
		g.rows[c] = row
	}
}

// InLoop reports whether control can come back to a block.
func (g *Paths) InLoop(blk *ssa.BasicBlock) bool { return g.Reaches(blk, blk) }

// Follows reports whether one instruction can be executed after another.
func (g *Paths) Follows(from, to ssa.Instruction) bool {
	if from.Block() == to.Block() && g.index(from) < g.index(to) {
		return true
	}
	return g.Reaches(from.Block(), to.Block())
}

// Between reports whether control can flow from one instruction over one of
// others to the last without passing the first again. It looks back from the
// last, which mostly is near.
func (g *Paths) Between(from, to ssa.Instruction, over func(ssa.Instruction) bool) bool {
	if g.seen == nil {
		g.seen = make([]int, len(g.Fn.Blocks))
	}
	g.walk++
	blk := to.Block()
	instrs := blk.Instrs[:g.index(to)]
	var work []*ssa.BasicBlock
	for {
		begun := true
		for i := len(instrs) - 1; i >= 0; i-- {
			if instrs[i] == from {
				begun = false
				break
			}
			if over(instrs[i]) && g.Follows(from, instrs[i]) {
				return true
			}
		}
		if begun {
			for _, p := range blk.Preds {
				if g.seen[p.Index] != g.walk {
					g.seen[p.Index] = g.walk
					work = append(work, p)
				}
			}
		}
		if len(work) == 0 {
			return false
		}
		blk = work[len(work)-1]
		work = work[:len(work)-1]
		instrs = blk.Instrs
	}
}

// Optional reports whether a block is executed on a condition, and control comes to
// the same place without it: not what comes after an early return, and not in a loop,
// whose own condition is one of that kind.
func (g *Paths) Optional(blk *ssa.BasicBlock) bool {
	if g.InLoop(blk) {
		return false
	}
	for d := blk.Idom(); d != nil; d = d.Idom() {
		if len(d.Succs) != 2 {
			continue
		}
		for k, into := range d.Succs {
			if other := d.Succs[1-k]; into != other && into.Dominates(blk) && g.meet(blk, other) {
				return true
			}
		}
	}
	return false
}

// meet reports whether control can come from one block to another, or from both to
// a third.
func (g *Paths) meet(from, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(g.Fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return g.Reaches(from, blk) && (blk == to || g.Reaches(to, blk))
	})
}

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

// EveryRound reports whether each round of the loop passes blk.
func EveryRound(blk, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) bool {
	for _, p := range head.Preds {
		if body[p] && !blk.Dominates(p) {
			return false
		}
	}
	return true
}

// InOrder lists the blocks of a loop.
func InOrder(body map[*ssa.BasicBlock]bool) []*ssa.BasicBlock {
	return slices.SortedFunc(maps.Keys(body), func(x, y *ssa.BasicBlock) int { return x.Index - y.Index })
}

// precedes reports whether one instruction is always executed before another one of its
// function.
func precedes(x, y ssa.Instruction) bool {
	if x.Parent() != y.Parent() {
		return false
	}
	if x.Block() == y.Block() {
		list := x.Block().Instrs
		return slices.Index(list, x) < slices.Index(list, y)
	}
	return x.Block().Dominates(y.Block())
}
