package ssaq

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Unconvert lets all that uses the conversion of a map to another map type use the map
// itself: a program means the same map before and after, and no analysis has to look
// through conversions. What makes an interface of the map needs its type and keeps it.
func Unconvert(fns []*ssa.Function) {
	for _, fn := range fns {
		for _, blk := range fn.Blocks {
			blk.Instrs = slices.DeleteFunc(blk.Instrs, func(instr ssa.Instruction) bool {
				c, ok := instr.(*ssa.ChangeType)
				return ok && convertsMap(c) && replaceUses(c)
			})
		}
	}
}

// convertsMap reports whether a conversion is one of a map to a map, neither of a type
// parameter.
func convertsMap(c *ssa.ChangeType) bool {
	_, from := c.X.Type().Underlying().(*types.Map)
	_, to := c.Type().Underlying().(*types.Map)
	return from && to && c.X.Referrers() != nil
}

// replaceUses puts the map in the place of its conversion, and reports whether nothing
// uses the conversion any more.
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
