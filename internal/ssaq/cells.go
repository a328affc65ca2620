package ssaq

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// SSA keeps a variable that a function literal captures in a cell: the function and the
// literal read and assign it by its address, while any other local variable is a value.
// The functions of this file look through cells, so that both kinds give the same answers.

// maxCaptures bounds the nested literals through which a variable is followed.
const maxCaptures = 4

// maxCellStores bounds the assignments to a cell that CellValues compares.
const maxCellStores = 16

// CellOf returns the local variable that v reads, in the function that declares it or in a
// literal that captures it. It returns nil if v does not read one.
func CellOf(v ssa.Value) *ssa.Alloc {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return nil
	}
	return CellAt(load.X)
}

// CellAt returns the local variable at the address v, in the function that declares it or
// in a literal that captures it. It returns nil if v is not such an address.
func CellAt(v ssa.Value) *ssa.Alloc {
	for range maxCaptures {
		switch x := v.(type) {
		case *ssa.Alloc:
			return x
		case *ssa.FreeVar:
			if v = boundTo(x); v == nil {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// CellStores returns the assignments to the local variable at addr, by the function and
// its literals. ok is false if they use the address for more than to read and assign the
// variable.
func CellStores(addr ssa.Value) (out []*ssa.Store, ok bool) { return cellStores(addr, maxCaptures) }

// cellStores is [CellStores] for a number of nested literals.
func cellStores(addr ssa.Value, depth int) (out []*ssa.Store, ok bool) {
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
			out = append(out, r)
		case *ssa.MakeClosure:
			for _, free := range CapturesOf(r, addr) {
				more, ok := cellStores(free, depth-1)
				if !ok {
					return nil, false
				}
				out = append(out, more...)
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	return out, true
}

// CellValues returns the values that the variable which v reads may hold where v reads it
// or, if a literal reads it, where the closure is made. It returns nil if v does not read
// a variable, or if the variable's address is used for more than to read and assign it.
//
// Assumes: the closure runs before the variable is assigned again.
func CellValues(v ssa.Value) []ssa.Value {
	a := CellOf(v)
	if a == nil {
		return nil
	}
	stores, ok := CellStores(a)
	if !ok || len(stores) > maxCellStores {
		return nil
	}
	at := instrIn(a.Parent(), v.(ssa.Instruction))
	var vals []ssa.Value
	for _, st := range stores {
		if !overwritten(st, stores, at) {
			vals = append(vals, st.Val)
		}
	}
	return vals
}

// overwritten reports whether every path from an assignment to an instruction passes
// another of the assignments.
func overwritten(st *ssa.Store, stores []*ssa.Store, at ssa.Instruction) bool {
	for _, next := range stores {
		other := next != st && next.Parent() == st.Parent()
		if other && Dominates(next, at) && !Dominates(next, st) {
			return true
		}
	}
	return false
}

// instrIn returns the instruction of fn that makes the closure which instruction i is
// in, and i itself if it is an instruction of fn.
func instrIn(fn *ssa.Function, i ssa.Instruction) ssa.Instruction {
	for range maxCaptures {
		if i.Parent() == fn {
			break
		}
		mc := ClosureOf(i.Parent())
		if mc == nil {
			break
		}
		i = mc
	}
	return i
}

// ThroughCell returns the only value that the variable which v reads may hold, see
// [CellValues], and v itself if there are several values or v reads no variable.
func ThroughCell(v ssa.Value) ssa.Value {
	for range maxCaptures {
		vals := CellValues(v)
		if len(vals) != 1 {
			return v
		}
		v = Unboxed(vals[0])
	}
	return v
}

// Alternatives returns the values that v has on different paths: the edges of a φ, or
// what a cell may hold, see [CellValues].
func Alternatives(v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok {
		return phi.Edges
	}
	return CellValues(v)
}

// UsesOf lists the instructions that use v. If v is read from a cell, these are the uses
// of all values that the declaring function reads from that cell.
func UsesOf(v ssa.Value) []ssa.Instruction {
	if CellValues(v) == nil {
		return *v.Referrers()
	}
	return UsesOfLoads(CellOf(v))
}

// UsesOfLoads lists the instructions that use the values which a function reads from its
// local variable.
func UsesOfLoads(a *ssa.Alloc) (out []ssa.Instruction) {
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			out = append(out, *load.Referrers()...)
		}
	}
	return out
}
