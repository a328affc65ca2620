package summary

import "golang.org/x/tools/go/ssa"

// paths answers questions on the control flow of one function, of which a long
// one asks many.
type paths struct {
	fn   *ssa.Function
	at   map[ssa.Instruction]int // the index of each instruction in its block
	rows [][]bool                // by block, those that control can come to from its end
	seen []int                   // by block, the number of the search that has seen it last
	walk int                     // the number of the search
}

// maxRows bounds the blocks of a function for which it is kept where control can
// go from each.
const maxRows = 4096

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
		g.rows = make([][]bool, len(g.fn.Blocks))
	}
	row := g.rows[from.Index]
	if row == nil {
		row = make([]bool, len(g.fn.Blocks))
		work := []*ssa.BasicBlock{from}
		for len(work) > 0 {
			blk := work[len(work)-1]
			work = work[:len(work)-1]
			for _, s := range blk.Succs {
				if !row[s.Index] {
					row[s.Index] = true
					work = append(work, s)
				}
			}
		}
		if len(g.rows) <= maxRows {
			g.rows[from.Index] = row
		}
	}
	return row[to.Index]
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
