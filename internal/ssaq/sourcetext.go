package ssaq

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// maxExpr bounds the fields, elements and conversions that ExprOf prints.
const maxExpr = 24

// ExprOf returns the expression that v is read from, as Go would write it, by the names that
// SSA form has. It returns "the map" if v has no name.
func ExprOf(v ssa.Value) string { return expr(v, maxExpr) }

// expr is [ExprOf] for a number of steps.
func expr(v ssa.Value, steps int) string {
	if steps--; steps < 0 {
		return "the map"
	}
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Global:
		return v.Name()
	case *ssa.Alloc:
		if v.Comment != "" && token.IsIdentifier(v.Comment) {
			return v.Comment
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return expr(v.X, steps)
		}
	case *ssa.FieldAddr:
		return fieldExpr(v.X, v.Field, steps)
	case *ssa.Field:
		return fieldExpr(v.X, v.Field, steps)
	case *ssa.ChangeType:
		return expr(v.X, steps)
	case *ssa.MakeInterface:
		return expr(v.X, steps)
	case *ssa.TypeAssert:
		return expr(v.X, steps)
	case *ssa.Lookup:
		return expr(v.X, steps) + "[...]"
	case *ssa.IndexAddr:
		return expr(v.X, steps) + "[...]"
	}
	return "the map"
}

func fieldExpr(x ssa.Value, index, steps int) string {
	st, _ := typeq.StructOf(x.Type())
	if st == nil {
		return "the map"
	}
	base := expr(x, steps)
	if base == "the map" {
		return st.Field(index).Name()
	}
	if st.Field(index).Embedded() {
		return base
	}
	return base + "." + st.Field(index).Name()
}

// PartExpr returns the expression of a field of the struct that v is or points to, or of a
// part of it.
func PartExpr(v ssa.Value, f *types.Var) string {
	if base := ExprOf(v); base != "the map" {
		return base + "." + f.Name()
	}
	return f.Name()
}
