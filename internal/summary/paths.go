package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// paths answers questions on the control flow of one function, of which a long
// one asks many.
type paths struct {
	fn   *ssa.Function
	at   map[ssa.Instruction]int // the index of each instruction in its block
	comp []int                   // by block, its component: the blocks that reach each other
	rows [][]uint64              // by component, the set of those that control can come to
	seen []int                   // by block, the number of the search that has seen it last
	walk int                     // the number of the search
}

// maxBlocks bounds the blocks of a function: what is kept of a larger one, where
// control can go from each, would take more than 32 MB.
const maxBlocks = 1 << 14

// index returns the index of an instruction in its block.
func (g *paths) index(i ssa.Instruction) int {
	if g.at == nil {
		g.at = map[ssa.Instruction]int{}
		for _, blk := range g.fn.Blocks {
			for n, instr := range blk.Instrs {
				g.at[instr] = n
			}
		}
	}
	return g.at[i]
}

// reaches reports whether control can come from the end of one block to another,
// which may be the same.
func (g *paths) reaches(from, to *ssa.BasicBlock) bool {
	if g.rows == nil {
		g.findRows()
	}
	c := g.comp[to.Index]
	return g.rows[g.comp[from.Index]][c/64]&(1<<(c%64)) != 0
}

// findRows finds what each component reaches: its successors, which come before
// it, and what these reach.
func (g *paths) findRows() {
	comps := components(g.fn.Blocks, func(blk *ssa.BasicBlock) []*ssa.BasicBlock { return blk.Succs })
	g.comp = make([]int, len(g.fn.Blocks))
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

// inLoop reports whether control can come back to a block.
func (g *paths) inLoop(blk *ssa.BasicBlock) bool { return g.reaches(blk, blk) }

// follows reports whether one instruction can be executed after another.
func (g *paths) follows(from, to ssa.Instruction) bool {
	if from.Block() == to.Block() && g.index(from) < g.index(to) {
		return true
	}
	return g.reaches(from.Block(), to.Block())
}

// between reports whether control can flow from one instruction over one of
// others to the last without passing the first again. It looks back from the
// last, which mostly is near.
func (g *paths) between(from, to ssa.Instruction, over func(ssa.Instruction) bool) bool {
	if g.seen == nil {
		g.seen = make([]int, len(g.fn.Blocks))
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
			if over(instrs[i]) && g.follows(from, instrs[i]) {
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

// optional reports whether a block is executed on a condition, and control comes to
// the same place without it: not what comes after an early return, and not in a loop,
// whose own condition is one of that kind.
func (g *paths) optional(blk *ssa.BasicBlock) bool {
	if g.inLoop(blk) {
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
func (g *paths) meet(from, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(g.fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return g.reaches(from, blk) && (blk == to || g.reaches(to, blk))
	})
}
