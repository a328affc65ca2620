package ssaq

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// RemoveMapConversions replaces each conversion of a map to another map type by the map
// itself: both denote the same map, and no analysis has to look through conversions. A
// conversion that is put into an interface stays, since the interface needs its type.
func RemoveMapConversions(fns []*ssa.Function) {
	for _, fn := range fns {
		for _, blk := range fn.Blocks {
			blk.Instrs = slices.DeleteFunc(blk.Instrs, func(instr ssa.Instruction) bool {
				c, ok := instr.(*ssa.ChangeType)
				return ok && convertsMap(c) && replaceUses(c)
			})
		}
	}
}

// convertsMap reports whether a conversion makes a map from a map, neither of them of the
// type of a type parameter.
func convertsMap(c *ssa.ChangeType) bool {
	_, from := c.X.Type().Underlying().(*types.Map)
	_, to := c.Type().Underlying().(*types.Map)
	return from && to && c.X.Referrers() != nil
}

// replaceUses replaces a conversion by its operand in the instructions that use it, except
// those that make an interface. It reports whether no use is left.
func replaceUses(c *ssa.ChangeType) bool {
	all, uses := c.Referrers(), c.X.Referrers()
	var kept []ssa.Instruction
	for _, r := range *all {
		if _, ok := r.(*ssa.MakeInterface); ok {
			kept = append(kept, r)
			continue
		}
		for _, op := range r.Operands(nil) {
			if *op == c {
				*op = c.X
				break // one referrer is listed for each operand
			}
		}
		*uses = append(*uses, r)
	}
	*all = kept
	if len(kept) > 0 {
		return false
	}
	*uses = slices.DeleteFunc(*uses, func(r ssa.Instruction) bool { return r == c })
	return true
}
