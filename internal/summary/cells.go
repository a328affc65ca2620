package summary

import (
	"cmp"
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

// inCell returns the assignments to a local variable by the function and its literals, and
// whether nothing else is done with its address but to read it.
func inCell(addr ssa.Value, depth int) (out []*ssa.Store, ok bool) {
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
				more, ok := inCell(fn.FreeVars[i], depth-1)
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

// heldIn returns the values that the variable which v reads may hold there, or where the
// literal is made that reads it; nil if v does not read one, or more may be done with it
// than to read and assign it.
func heldIn(v ssa.Value) []ssa.Value {
	a := cellOf(v)
	if a == nil {
		return nil
	}
	stores, ok := inCell(a, maxCaptures)
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
	for range maxCaptures {
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

// alternatives returns the values that v has on different ways: the edges of a φ, or what
// a variable that a literal captures is assigned.
func alternatives(v ssa.Value) []ssa.Value {
	if phi, ok := v.(*ssa.Phi); ok {
		return phi.Edges
	}
	return heldIn(v)
}

// usesOf lists the instructions that use v or, if v is read from a variable of which
// nothing else is done, what is read from that variable in the function that declares it.
func usesOf(v ssa.Value) []ssa.Instruction {
	if heldIn(v) == nil {
		return *v.Referrers()
	}
	return loadsOf(cellOf(v))
}

// put is an assignment to an element of a map that the function has as a value, by itself
// or by a function of the package that is given the map.
type put struct {
	at       ssa.Instruction // the assignment or the call
	m, value ssa.Value
}

// maxPuts bounds the assignments that are known of a function.
const maxPuts = 64

// puts lists the assignments of the function and of what it calls.
func (b *builder) puts() []put {
	if b.listed { // or the function calls itself
		return b.putList
	}
	b.listed = true
	var out []put
	for _, i := range b.instrsOf(func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			out = append(out, put{i, i.Map, i.Value})
		case *ssa.Call:
			out = append(out, b.putsBy(i)...)
		}
	}
	b.putList = out[:min(len(out), maxPuts)]
	return b.putList
}

// putsBy lists the assignments that a call makes.
func (b *builder) putsBy(call *ssa.Call) (out []put) {
	t := b.target(call.Common())
	if !b.follows(t) {
		return nil
	}
	for _, s := range b.eng.builders[t.fn].puts() {
		if m := t.actual(s.m); m != nil {
			out = append(out, put{call, m, cmp.Or(t.actual(s.value), s.value)})
		}
	}
	return out
}

// follows reports whether the target of a call is another function of the package.
func (b *builder) follows(t target) bool {
	return t.fn != nil && t.fn != b.fn && b.eng.builders[t.fn] != nil
}
