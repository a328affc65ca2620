package ssaq

import (
	"go/token"
	"iter"

	"golang.org/x/tools/go/ssa"
)

// ClosedTest returns the branch on the second result of "v, ok := <-ch", which
// is how a range over a channel ends too.
func ClosedTest(recv *ssa.UnOp) *ssa.If {
	if recv.Op != token.ARROW || !recv.CommaOk {
		return nil
	}
	return OkTest(recv)
}

// ReturnsOf yields the return statements of a function.
func ReturnsOf(fn *ssa.Function) iter.Seq[*ssa.Return] {
	return func(yield func(*ssa.Return) bool) {
		for _, blk := range fn.Blocks {
			if ret, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok && !yield(ret) {
				return
			}
		}
	}
}

// OkTest returns the branch on the second of two results, nil if there is none.
func OkTest(v ssa.Value) *ssa.If {
	for _, r := range *v.Referrers() {
		ext, ok := r.(*ssa.Extract)
		if !ok || ext.Index != 1 {
			continue
		}
		for _, u := range *ext.Referrers() {
			if iff, ok := u.(*ssa.If); ok {
				return iff
			}
		}
	}
	return nil
}

// SelectCases returns the branch to each case of a select.
func SelectCases(sel *ssa.Select) []*ssa.If {
	out := make([]*ssa.If, len(sel.States))
	for _, r := range *sel.Referrers() {
		ext, ok := r.(*ssa.Extract)
		if !ok || ext.Index != 0 {
			continue
		}
		for _, u := range *ext.Referrers() {
			cmp, ok := u.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL {
				continue
			}
			c, ok := cmp.Y.(*ssa.Const)
			if !ok {
				continue
			}
			for _, use := range *cmp.Referrers() {
				if iff, ok := use.(*ssa.If); ok && int(c.Int64()) < len(out) {
					out[c.Int64()] = iff
				}
			}
		}
	}
	return out
}

// Positive strips negations off a condition; want is what makes it true.
func Positive(cond ssa.Value) (_ ssa.Value, want bool) {
	want = true
	for {
		u, ok := cond.(*ssa.UnOp)
		if !ok || u.Op != token.NOT {
			return cond, want
		}
		cond, want = u.X, !want
	}
}

// Negations returns v and what negates it.
func Negations(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	for _, r := range *v.Referrers() {
		if not, ok := r.(*ssa.UnOp); ok && not.Op == token.NOT {
			out = append(out, not)
		}
	}
	return out
}

// Variable reports whether addr is that of a field or of a package-level variable.
func Variable(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		return true
	}
	return false
}

// EmptyTest returns the map that a condition compares with nil, or its length
// with zero, and whether the condition holds if there is no map.
func EmptyTest(cond ssa.Value) (m ssa.Value, empty bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, false
	}
	zero, ok := cmp.Y.(*ssa.Const)
	if !ok {
		return nil, false
	}
	m = cmp.X
	if call, ok := m.(*ssa.Call); ok {
		if bi, ok := call.Call.Value.(*ssa.Builtin); !ok || bi.Name() != "len" || zero.Value == nil || zero.Int64() != 0 {
			return nil, false
		}
		m = call.Call.Args[0]
	}
	if !IsMap(m.Type()) {
		return nil, false
	}
	return m, cmp.Op == token.EQL
}
