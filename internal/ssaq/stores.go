package ssaq

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

func OnlyStore(a *ssa.Alloc) ssa.Value {
	n, val := Stores(a)
	if n != 1 {
		return nil
	}
	if _, ok := val.(*ssa.Const); ok || IsLiteral(val) {
		return nil
	}
	return val
}

// StoreOf returns the first assignment to a local variable as a whole.
func StoreOf(a *ssa.Alloc) *ssa.Store {
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// Stores counts the assignments to the variable that addr is the address of;
// any use that may assign it unseen counts as two.
func Stores(addr ssa.Value) (n int, val ssa.Value) {
	refs := addr.Referrers()
	if refs == nil {
		return 2, nil
	}
	for _, r := range *refs {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != addr {
				return 2, nil
			}
			n, val = n+1, r.Val
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound == addr && i < len(fn.FreeVars) {
					m, _ := Stores(fn.FreeVars[i])
					n += 2 * m // assigned in a closure: at any time
				}
			}
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef, *ssa.Return:
		default:
			return 2, nil
		}
	}
	return n, val
}

// ResultOf returns the call of which v is a result, nil if it is none, and which one.
func ResultOf(v ssa.Value) (*ssa.Call, int) {
	if x, ok := v.(*ssa.Extract); ok {
		call, _ := x.Tuple.(*ssa.Call)
		return call, x.Index
	}
	call, _ := v.(*ssa.Call)
	return call, 0
}

// ComesBefore reports whether one instruction of a function is always executed before
// another.
func ComesBefore(first, then ssa.Instruction) bool {
	x, y := first.Block(), then.Block()
	if x == y {
		return slices.Index(x.Instrs, first) < slices.Index(x.Instrs, then)
	}
	return x.Parent() == y.Parent() && x.Dominates(y)
}

// FieldStores counts the assignments to a field of a local struct, or of one that a
// closure has captured, and returns the last; what takes its address counts as two.
func FieldStores(x ssa.Value, field string) (n int, set *ssa.Store) {
	for _, r := range *x.Referrers() {
		switch r := r.(type) {
		case *ssa.FieldAddr:
			st, _ := StructOf(r.X.Type())
			if isPromoting(st, r.Field) {
				for _, part := range partValues(r) {
					m, s := FieldStores(part, field)
					if n += m; s != nil {
						set = s
					}
				}
				continue
			}
			if st.Field(r.Field).Name() != field {
				continue
			}
			m, _ := Stores(r)
			n += m
			for _, u := range *r.Referrers() {
				if s, ok := u.(*ssa.Store); ok && s.Addr == r {
					set = s
				}
			}
		case *ssa.MakeClosure:
			fn := r.Fn.(*ssa.Function)
			for i, bound := range r.Bindings {
				if bound == x && i < len(fn.FreeVars) {
					m, _ := FieldStores(fn.FreeVars[i], field)
					n += 2 * m
				}
			}
		}
	}
	return n, set
}

// AssignedOnly returns what is assigned to a local variable of which nothing else
// is done but to read it; nil if there is more.
func AssignedOnly(a *ssa.Alloc) []ssa.Value {
	out := []ssa.Value{}
	for _, r := range *a.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Addr != a {
				return nil
			}
			out = append(out, r.Val)
		case *ssa.UnOp:
		default:
			return nil
		}
	}
	return out
}

// LastStore returns the last assignment to a variable in a block, nil if there is
// none.
func LastStore(blk *ssa.BasicBlock, a *ssa.Alloc) *ssa.Store {
	for _, instr := range slices.Backward(blk.Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// StoredElems lists what is assigned to the elements of a slice or array.
func StoredElems(list ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, r := range *list.Referrers() {
		if elem, ok := r.(*ssa.IndexAddr); ok && elem.X == list {
			for _, u := range *elem.Referrers() {
				if st, ok := u.(*ssa.Store); ok && st.Addr == elem {
					out = append(out, st.Val)
				}
			}
		}
	}
	return out
}

// ElementLoad returns the instruction that reads v from a map or slice, and that
// collection; nil if v is no element of one.
func ElementLoad(v ssa.Value) (load ssa.Instruction, from ssa.Value) {
	switch v := v.(type) {
	case *ssa.Lookup:
		return v, v.X
	case *ssa.Extract:
		switch t := v.Tuple.(type) {
		case *ssa.Lookup:
			return t, t.X
		case *ssa.Next:
			if r, ok := t.Iter.(*ssa.Range); ok {
				return t, r.X
			}
		}
	case *ssa.UnOp:
		if elem, ok := v.X.(*ssa.IndexAddr); ok && v.Op == token.MUL {
			return v, elem.X
		}
	}
	return nil, nil
}

// AssignedTo lists what the function itself assigns to a local variable.
func AssignedTo(a *ssa.Alloc) []ssa.Value {
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			out = append(out, st.Val)
		}
	}
	return out
}
