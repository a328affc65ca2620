package ssaq

import (
	"golang.org/x/tools/go/ssa"
)

// Control answers which branches of a function decide whether a block is executed:
// control dependence, after Ferrante, Ottenstein and Warren (TOPLAS 1987). Each visit
// of a branch counts for itself: that a loop comes back is no way to a block.
type Control struct {
	Fn   *ssa.Function
	next []int // by block, its immediate postdominator; len(fn.Blocks) is the end
	kept map[*ssa.BasicBlock][]bool
}

// Decided returns the blocks, by number, whose execution depends on a branch, perhaps by
// way of other branches: those between it and the block where all its ways meet.
func (c *Control) Decided(branch *ssa.BasicBlock) []bool {
	if set, ok := c.kept[branch]; ok {
		return set
	}
	set := make([]bool, len(c.Fn.Blocks))
	for _, s := range branch.Succs {
		c.walk(branch, s, nil, set)
	}
	if c.kept == nil {
		c.kept = map[*ssa.BasicBlock][]bool{}
	}
	c.kept[branch] = set
	return set
}

// walk adds to seen the blocks to which control comes from one successor of a branch
// before it comes to where all ways of that branch meet, or to end.
func (c *Control) walk(branch, from, end *ssa.BasicBlock, seen []bool) {
	meet := c.meets(branch)
	work := []*ssa.BasicBlock{from}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[blk.Index] || blk.Index == meet || blk == end {
			continue
		}
		seen[blk.Index] = true
		work = append(work, blk.Succs...)
	}
}

// Sets reports whether it depends on a branch what a variable, or a map that the function
// makes, has later.
func (c *Control) Sets(branch *ssa.BasicBlock, v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Phi:
		return c.chooses(branch, v)
	case *ssa.Alloc, *ssa.MakeMap:
		for _, r := range *v.Referrers() {
			st, ok := r.(*ssa.Store)
			up, put := r.(*ssa.MapUpdate)
			if (ok && st.Addr == v || put && up.Map == v) && c.Decided(branch)[r.Block().Index] {
				return true
			}
		}
	}
	return false
}

// chooses reports whether it depends on a branch which of two values a variable gets
// where control joins.
func (c *Control) chooses(branch *ssa.BasicBlock, v *ssa.Phi) bool {
	if len(branch.Succs) != 2 {
		return false
	}
	gives := func(succ *ssa.BasicBlock) map[ssa.Value]bool {
		seen := make([]bool, len(c.Fn.Blocks))
		c.walk(branch, succ, v.Block(), seen)
		out := map[ssa.Value]bool{}
		for i, p := range v.Block().Preds {
			if seen[p.Index] || p == branch && succ == v.Block() {
				out[v.Edges[i]] = true
			}
		}
		return out
	}
	one, other := gives(branch.Succs[0]), gives(branch.Succs[1])
	for x := range one {
		for y := range other {
			if x != y {
				return true
			}
		}
	}
	return false
}

// meets returns the number of the block to which control comes from blk whichever way it
// goes: its immediate postdominator.
func (c *Control) meets(blk *ssa.BasicBlock) int {
	if c.next == nil {
		c.findMeets()
	}
	return c.next[blk.Index]
}

// findMeets finds the immediate postdominators by the algorithm of Cooper, Harvey and
// Kennedy on the reversed graph. An endless loop ends, for this, where it goes
// back to its head.
func (c *Control) findMeets() {
	end := len(c.Fn.Blocks)
	order, ends := c.backwards()
	rank := make([]int, end+1)
	rank[end] = end + 1
	for i, blk := range order {
		rank[blk.Index] = end - i
	}
	c.next = make([]int, end+1)
	for i := range c.next {
		c.next[i] = -1
	}
	c.next[end] = end
	for changed := true; changed; {
		changed = false
		for _, blk := range order {
			meet := -1
			if ends[blk.Index] {
				meet = end
			}
			for _, s := range blk.Succs {
				switch {
				case c.next[s.Index] < 0:
				case meet < 0:
					meet = s.Index
				default:
					meet = c.common(meet, s.Index, rank)
				}
			}
			if c.next[blk.Index] != meet {
				c.next[blk.Index], changed = meet, true
			}
		}
	}
}

// common returns the first block that control comes to from both of two.
func (c *Control) common(x, y int, rank []int) int {
	for x != y {
		for rank[x] < rank[y] {
			x = c.next[x]
		}
		for rank[y] < rank[x] {
			y = c.next[y]
		}
	}
	return x
}

// backwards lists the blocks in reverse postorder of a walk against the flow of control,
// and says which of them are ends: those without successors, and those from which an
// endless loop goes back to its head.
func (c *Control) backwards() (order []*ssa.BasicBlock, ends []bool) {
	blocks := c.Fn.Blocks
	ends = make([]bool, len(blocks))
	seen := make([]bool, len(blocks))
	var post []*ssa.BasicBlock
	var visit func(blk *ssa.BasicBlock)
	visit = func(blk *ssa.BasicBlock) {
		seen[blk.Index] = true
		for _, p := range blk.Preds {
			if !seen[p.Index] {
				visit(p)
			}
		}
		post = append(post, blk)
	}
	begin := func(blk *ssa.BasicBlock) {
		ends[blk.Index] = true
		if !seen[blk.Index] {
			visit(blk)
		}
	}
	for _, blk := range blocks {
		if len(blk.Succs) == 0 {
			begin(blk)
		}
	}
	for _, head := range blocks {
		if seen[head.Index] {
			continue
		}
		for _, p := range head.Preds {
			if head.Dominates(p) {
				begin(p)
			}
		}
	}
	for _, blk := range blocks { // what goto makes
		if !seen[blk.Index] {
			begin(blk)
		}
	}
	for i := len(post) - 1; i >= 0; i-- {
		order = append(order, post[i])
	}
	return order, ends
}
