package ssaq

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// MaxBlocks bounds the blocks of a function: the sets of a larger one could take more than
// 32 MB.
const MaxBlocks = 1 << 14

// Paths answers questions about the control flow of one function. It keeps what it has
// computed, since the analysis of a long function asks many.
type Paths struct {
	Fn   *ssa.Function
	at   map[ssa.Instruction]int // the index of each instruction in its block
	comp []int                   // by block, its strongly connected component
	rows [][]uint64              // by component, the set of components that control can reach from it
	seen []int                   // by block, the last search that has seen it
	walk int                     // the number of the last search
}

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

// Reaches reports whether control can come from the end of a block to the beginning of
// another one, or of the same again.
func (g *Paths) Reaches(from, to *ssa.BasicBlock) bool {
	if g.rows == nil {
		g.findRows()
	}
	c := g.comp[to.Index]
	return g.rows[g.comp[from.Index]][c/64]&(1<<(c%64)) != 0
}

// findRows computes what each component reaches: its successors, whose rows are computed
// before its own, and what these reach.
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
		g.rows[c] = all[c*width : (c+1)*width]
		for _, blk := range blocks {
			for _, s := range blk.Succs {
				g.addSuccessor(c, g.comp[s.Index])
			}
		}
	}
}

// addSuccessor adds to the row of a component another one, or itself, that control can
// come to next, and the row of that one.
func (g *Paths) addSuccessor(c, next int) {
	row := g.rows[c]
	if row[next/64]&(1<<(next%64)) == 0 && next != c {
		for i, bits := range g.rows[next] {
			row[i] |= bits
		}
	}
	row[next/64] |= 1 << (next % 64)
}

// InLoop reports whether control can come from a block back to it.
func (g *Paths) InLoop(blk *ssa.BasicBlock) bool { return g.Reaches(blk, blk) }

// Follows reports whether instruction to can be executed after instruction from.
func (g *Paths) Follows(from, to ssa.Instruction) bool {
	if from.Block() == to.Block() && g.index(from) < g.index(to) {
		return true
	}
	return g.Reaches(from.Block(), to.Block())
}

// Between reports whether control can flow from instruction from through one for which
// over returns true to instruction to, without executing from again. It searches backwards,
// since to is usually near the instructions that matter.
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

// Avoids reports whether control can flow from instruction from to instruction to without
// executing an instruction for which over returns true. It starts at the entry of the
// function if from is nil.
func (g *Paths) Avoids(from, to ssa.Instruction, over func(ssa.Instruction) bool) bool {
	blk, first := g.Fn.Blocks[0], 0
	if from != nil {
		blk, first = from.Block(), g.index(from)+1
	}
	entered := map[*ssa.BasicBlock]bool{}
	var work []*ssa.BasicBlock
	for {
		open := true
		for _, i := range blk.Instrs[first:] {
			if i == to {
				return true
			}
			if open = !over(i); !open {
				break
			}
		}
		for _, s := range blk.Succs {
			if open && !entered[s] {
				entered[s] = true
				work = append(work, s)
			}
		}
		if len(work) == 0 {
			return false
		}
		blk, first = work[len(work)-1], 0
		work = work[:len(work)-1]
	}
}

// Optional reports whether a condition decides that a block is executed, and both ways
// join afterwards. It is false for a block that merely comes after an early return, and
// in a loop, whose own condition is of that kind.
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

// meet reports whether control can come from one block to the other, or from both to a
// third.
func (g *Paths) meet(from, to *ssa.BasicBlock) bool {
	return slices.ContainsFunc(g.Fn.Blocks, func(blk *ssa.BasicBlock) bool {
		return g.Reaches(from, blk) && (blk == to || g.Reaches(to, blk))
	})
}
