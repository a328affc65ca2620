package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/syntax"
)

// ExprAt returns how the source writes the map of the operation at pos, or
// else what SSA knows of v.
func (e *Program) ExprAt(pos token.Pos, v ssa.Value) string {
	if x, ok := e.exprs[pos]; ok {
		if s := shortExpr(x); s != "" {
			return s
		}
	}
	return e.ExprOf(v)
}

// ArgExpr returns how the source writes argument i of the call at pos, counting
// the receiver of a method as argument 0; else what SSA knows of v.
func (e *Program) ArgExpr(pos token.Pos, i int, v ssa.Value) string {
	call, ok := e.calls[pos]
	if !ok {
		return e.ExprOf(v)
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
	return e.ExprOf(v)
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

// ExprOf prints the variable that v was read from, as Go would write it.
func (e *Program) ExprOf(v ssa.Value) string { return e.expr(v, maxExpr) }

// expr is [Program.ExprOf] for at most so many steps.
func (e *Program) expr(v ssa.Value, steps int) string {
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

func (e *Program) fieldExpr(x ssa.Value, index, steps int) string {
	st, _ := ssaq.StructOf(x.Type())
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

// PartExpr prints a field of the struct that v is or points to, or of a part of it.
func (e *Program) PartExpr(v ssa.Value, f *types.Var) string {
	if base := e.ExprOf(v); base != "the map" {
		return base + "." + f.Name()
	}
	return f.Name()
}

// index records the map expressions, the calls and the function declarations of the
// package, each by the position that SSA gives its instruction. It leaves out the bodies
// of idle tests.
func (e *Program) index(files []*ast.File, idle map[*ast.FuncDecl]bool) {
	indexed := []ast.Node{(*ast.IndexExpr)(nil), (*ast.RangeStmt)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)}
	record := func(n ast.Node) (descend bool) {
		switch n := n.(type) {
		case *ast.IndexExpr:
			e.noteMap(n.Lbrack, n.X)
		case *ast.RangeStmt:
			e.noteMap(n.For, n.X)
		case *ast.CallExpr:
			e.calls[n.Lparen] = n
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && e.In.Info.Selections[sel] != nil && e.In.Info.Selections[sel].Kind() == types.MethodVal {
				e.methods[n.Lparen] = true
			}
			if len(n.Args) > 0 {
				e.noteMap(n.Lparen, n.Args[0])
			}
		case *ast.FuncDecl:
			e.decls[n.Name.Pos()] = n
			return !idle[n]
		}
		return true
	}
	for _, f := range files {
		syntax.Inspect(f, e.In.Inspect, indexed, record)
	}
}

func (e *Program) noteMap(at token.Pos, x ast.Expr) {
	if t := e.In.Info.TypeOf(x); t != nil && ssaq.IsMap(t) {
		e.exprs[at] = x
	}
}
