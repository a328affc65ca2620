package ssaq

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// CellAt returns the local variable whose address v is, as [CellOf] does.
func CellAt(v ssa.Value) *ssa.Alloc {
	for range MaxCaptures {
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

// MaxCaptures bounds the literals in each other through which a variable is followed.
const MaxCaptures = 4

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

// InCell returns the assignments to a local variable by the function and its literals, and
// whether nothing else is done with its address but to read it.
func InCell(addr ssa.Value, depth int) (out []*ssa.Store, ok bool) {
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
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound != addr || i >= len(fn.FreeVars) {
					continue
				}
				more, ok := InCell(fn.FreeVars[i], depth-1)
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

// maxHeld bounds the assignments to a variable that are looked at.
const maxHeld = 16

// HeldIn returns the values that the variable which v reads may hold there, or where the
// literal is made that reads it; nil if v does not read one, or more may be done with it
// than to read and assign it.
func HeldIn(v ssa.Value) []ssa.Value {
	a := CellOf(v)
	if a == nil {
		return nil
	}
	stores, ok := InCell(a, MaxCaptures)
	if !ok || len(stores) > maxHeld {
		return nil
	}
	at := madeIn(v.(ssa.Instruction), a.Parent())
	var vals []ssa.Value
	for _, st := range stores {
		again := func(next *ssa.Store) bool { // every way from st to the read passes next
			return next != st && next.Parent() == st.Parent() && precedes(next, at) && !precedes(next, st)
		}
		if !slices.ContainsFunc(stores, again) {
			vals = append(vals, st.Val)
		}
	}
	return vals
}

// madeIn returns the instruction of fn that makes the literal which an instruction is in; the
// instruction itself if it is one of fn.
func madeIn(i ssa.Instruction, fn *ssa.Function) ssa.Instruction {
	for range MaxCaptures {
		in := i.Parent()
		if in == fn || in.Referrers() == nil {
			break
		}
		for _, r := range *in.Referrers() {
			if mc, ok := r.(*ssa.MakeClosure); ok {
				i = mc
				break
			}
		}
	}
	return i
}

// Uncelled returns the value that is assigned to the variable that v reads, if it is the
// only one; else v itself.
func Uncelled(v ssa.Value) ssa.Value {
	for range MaxCaptures {
		vals := HeldIn(v)
		if len(vals) != 1 {
			return v
		}
		v = Unboxed(vals[0])
	}
	return v
}

// Alternatives returns the values that v has on different ways: the edges of a φ, or what
// a variable that a literal captures is assigned.
func Alternatives(v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok {
		return phi.Edges
	}
	return HeldIn(v)
}

// UsesOf lists the instructions that use v or, if v is read from a variable of which
// nothing else is done, what is read from that variable in the function that declares it.
func UsesOf(v ssa.Value) []ssa.Instruction {
	if HeldIn(v) == nil {
		return *v.Referrers()
	}
	return LoadsOf(CellOf(v))
}
