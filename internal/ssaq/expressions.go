package ssaq

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// maxExprDepth bounds the operands within operands that SameExpr compares.
const maxExprDepth = 6

// SameExpr reports whether two values are computed in the same way from the same
// variables.
//
// Assumes: the variables are not assigned between the two computations.
func SameExpr(x, y ssa.Value) bool {
	return sameExpr(x, y, func(v ssa.Value) ssa.Value { return v }, 0)
}

// SameExprIn is [SameExpr] for a value y of a callee: outside returns what a parameter or
// a captured variable of the callee is in the function of x.
func SameExprIn(x, y ssa.Value, outside func(ssa.Value) ssa.Value) bool {
	return sameExpr(x, y, outside, 0)
}

func sameExpr(x, y ssa.Value, outside func(ssa.Value) ssa.Value, depth int) bool {
	x, y = Unconverted(ThroughCell(x)), outside(Unconverted(ThroughCell(y)))
	if x == y || CellOf(x) != nil && CellOf(x) == CellOf(y) {
		return true
	}
	if depth > maxExprDepth {
		return false
	}
	same := func(a, b ssa.Value) bool { return sameExpr(a, b, outside, depth+1) }
	switch x := x.(type) {
	case *ssa.Const:
		y, ok := y.(*ssa.Const)
		return ok && sameConst(x, y)
	case *ssa.UnOp:
		y, ok := y.(*ssa.UnOp)
		return ok && x.Op == y.Op && same(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := y.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.Field:
		y, ok := y.(*ssa.Field)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.IndexAddr:
		y, ok := y.(*ssa.IndexAddr)
		return ok && same(x.X, y.X) && same(x.Index, y.Index)
	case *ssa.BinOp:
		y, ok := y.(*ssa.BinOp)
		sameOp := ok && x.Op == y.Op
		return sameOp && same(x.X, y.X) && same(x.Y, y.Y)
	}
	return false
}

func sameConst(x, y *ssa.Const) bool {
	return x.Value != nil && y.Value != nil && x.Value.ExactString() == y.Value.ExactString()
}

// UpdateOf reports how v is computed from the value at addr: by setting or clearing bits
// (x |= y, x &^= y) or by counting (x++, x -= y). Neither is true for another computation.
func UpdateOf(addr ssa.Value, v *ssa.BinOp) (bits, counts bool) {
	load, ok := v.X.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !SameExpr(load.X, addr) {
		return false, false
	}
	switch v.Op {
	case token.OR, token.AND_NOT, token.AND, token.XOR:
		return true, false
	case token.ADD, token.SUB:
		return false, true
	}
	return false, false
}
