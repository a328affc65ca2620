package ssaq

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// SoleValue returns the value that a local variable holds from its declaration on. It
// returns nil if the variable is assigned again, here or in a closure, if its address is
// used for more than that, and if the value is a constant or a composite literal.
func SoleValue(a *ssa.Alloc) ssa.Value {
	n, val := CountStores(a)
	if n != 1 {
		return nil
	}
	if _, ok := val.(*ssa.Const); ok || IsCompositeLiteral(val) {
		return nil
	}
	return val
}

// CountStores counts the assignments to the variable at addr and returns the value of the
// last one. An assignment in a closure, which may run at any time, counts as two, and so
// does a use of the address that may assign the variable elsewhere.
func CountStores(addr ssa.Value) (n int, val ssa.Value) {
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
			for _, free := range CapturesOf(r, addr) {
				m, _ := CountStores(free)
				n += 2 * m
			}
		case *ssa.UnOp, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.DebugRef, *ssa.Return:
		default:
			return 2, nil
		}
	}
	return n, val
}

// FirstStore returns the first assignment to a local variable as a whole, nil if there is
// none.
func FirstStore(a *ssa.Alloc) *ssa.Store {
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// LastStore returns the last assignment to a local variable as a whole in a block, nil if
// there is none.
func LastStore(blk *ssa.BasicBlock, a *ssa.Alloc) *ssa.Store {
	for _, instr := range slices.Backward(blk.Instrs) {
		if st, ok := instr.(*ssa.Store); ok && st.Addr == a {
			return st
		}
	}
	return nil
}

// OtherStores lists the assignments to a local variable as a whole except st.
func OtherStores(a *ssa.Alloc, st *ssa.Store) []ssa.Instruction {
	var out []ssa.Instruction
	for _, r := range *a.Referrers() {
		if o, ok := r.(*ssa.Store); ok && o.Addr == a && o != st {
			out = append(out, o)
		}
	}
	return out
}

// AssignedValues lists what the function that declares a local variable assigns to it.
// Its literals and others that have the address may assign more.
func AssignedValues(a *ssa.Alloc) []ssa.Value {
	var out []ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			out = append(out, st.Val)
		}
	}
	return out
}

// AllAssignedValues lists what is assigned to a local variable. It returns nil if the
// address is used for more than to read and assign the variable.
func AllAssignedValues(a *ssa.Alloc) []ssa.Value {
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

// ElementValues lists what is assigned to the elements of a slice or array.
func ElementValues(list ssa.Value) []ssa.Value {
	var out []ssa.Value
	for _, r := range *list.Referrers() {
		elem, ok := r.(*ssa.IndexAddr)
		if !ok || elem.X != list {
			continue
		}
		for _, u := range *elem.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Addr == elem {
				out = append(out, st.Val)
			}
		}
	}
	return out
}
