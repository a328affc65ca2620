package summary

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// exprAt returns how the source writes the map of the operation at pos, or
// else what SSA knows of v.
func (e *engine) exprAt(pos token.Pos, v ssa.Value) string {
	if x, ok := e.exprs[pos]; ok {
		if s := shortExpr(x); s != "" {
			return s
		}
	}
	return e.exprOf(v)
}

// argExpr returns how the source writes argument i of the call at pos, counting
// the receiver of a method as argument 0; else what SSA knows of v.
func (e *engine) argExpr(pos token.Pos, i int, v ssa.Value) string {
	call, ok := e.calls[pos]
	if !ok {
		return e.exprOf(v)
	}
	args := call.Args
	if e.methods[pos] {
		args = append([]ast.Expr{ast.Unparen(call.Fun).(*ast.SelectorExpr).X}, args...)
	}
	if i < len(args) {
		if s := shortExpr(args[i]); s != "" {
			return s
		}
	}
	return e.exprOf(v)
}

// shortExpr prints an expression that names a variable, and nothing longer.
func shortExpr(x ast.Expr) string {
	s := types.ExprString(ast.Unparen(x))
	if len(s) > 40 {
		return ""
	}
	return s
}

// maxExpr bounds how many steps of a variable are printed.
const maxExpr = 24

// exprOf prints the variable that v was read from, as Go would write it.
func (e *engine) exprOf(v ssa.Value) string { return e.expr(v, maxExpr) }

// expr is [engine.exprOf] for at most so many steps.
func (e *engine) expr(v ssa.Value, steps int) string {
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
			return e.expr(v.X, steps)
		}
	case *ssa.FieldAddr:
		return e.fieldExpr(v.X, v.Field, steps)
	case *ssa.Field:
		return e.fieldExpr(v.X, v.Field, steps)
	case *ssa.ChangeType:
		return e.expr(v.X, steps)
	case *ssa.MakeInterface:
		return e.expr(v.X, steps)
	case *ssa.TypeAssert:
		return e.expr(v.X, steps)
	case *ssa.Lookup:
		return e.expr(v.X, steps) + "[...]"
	case *ssa.IndexAddr:
		return e.expr(v.X, steps) + "[...]"
	}
	return "the map"
}

func (e *engine) fieldExpr(x ssa.Value, index, steps int) string {
	st, _ := structOf(x.Type())
	if st == nil {
		return "the map"
	}
	base := e.expr(x, steps)
	if base == "the map" {
		return st.Field(index).Name()
	}
	if st.Field(index).Embedded() {
		return base
	}
	return base + "." + st.Field(index).Name()
}

// partExpr prints a field of the struct that v is or points to, or of a part of it.
func (e *engine) partExpr(v ssa.Value, f *types.Var) string {
	if base := e.exprOf(v); base != "the map" {
		return base + "." + f.Name()
	}
	return f.Name()
}
