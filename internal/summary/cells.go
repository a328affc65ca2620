package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A variable that a function literal captures is a cell in SSA: the function and the literal
// read and assign it by its address, where a variable of the function alone would be a
// value. What the cell holds makes both the same.

// cellOf returns the local variable that v reads, in the function that declares it or in
// a literal that captures it; nil if v reads none.
func cellOf(v ssa.Value) *ssa.Alloc {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	return cellAt(load.X)
}

// cellAt returns the local variable whose address v is, as [cellOf] does.
func cellAt(v ssa.Value) *ssa.Alloc {
	for range maxCaptures {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			if v = capturedBy(x); v == nil {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// maxCaptures bounds the literals in each other through which a variable is followed.
const maxCaptures = 4

// capturedBy returns what a captured variable of a literal is in the function around it.
func capturedBy(v *ssa.FreeVar) ssa.Value {
	fn := v.Parent()
	refs := fn.Referrers()
	if refs == nil {
		return nil
	}
	i := slices.Index(fn.FreeVars, v)
	for _, r := range *refs {
		if mc, ok := r.(*ssa.MakeClosure); ok && i >= 0 && i < len(mc.Bindings) {
			return mc.Bindings[i]
		}
	}
	return nil
}

// inCell returns the values that the function and its literals assign to a local variable,
// and whether nothing else is done with its address but to read it.
func inCell(addr ssa.Value, depth int) (vals []ssa.Value, ok bool) {
	refs := addr.Referrers()
	if refs == nil || depth == 0 {
		return nil, false
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != addr {
				return nil, false
			}
			vals = append(vals, r.Val)
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound != addr || i >= len(fn.FreeVars) {
					continue
				}
				more, ok := inCell(fn.FreeVars[i], depth-1)
				if !ok {
					return nil, false
				}
				vals = append(vals, more...)
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	return vals, true
}

// heldIn returns the values that the variable which v reads may hold; nil if v does not
// read one, or more may be done with it than to read and assign it.
func heldIn(v ssa.Value) []ssa.Value {
	a := cellOf(v)
	if a == nil {
		return nil
	}
	vals, ok := inCell(a, maxCaptures)
	if !ok {
		return nil
	}
	return vals
}

// uncelled returns the value that is assigned to the variable that v reads, if it is the
// only one; else v itself.
func uncelled(v ssa.Value) ssa.Value {
	for range maxCaptures {
		vals := heldIn(v)
		if len(vals) != 1 {
			return v
		}
		v = unboxed(vals[0])
	}
	return v
}
