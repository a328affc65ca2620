package hold

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
)

// tracer follows local variables back to the receiver of a method.
type tracer struct {
	*repair.Planner
	recv *types.Var
	fn   *ast.FuncDecl
	away bool // by way of a local variable
	seen []*types.Var
}

// rooted reports whether an expression is reached from the receiver alone, without
// going through another object of its type, which has a lock of its own.
func (t *tracer) rooted(e ast.Expr, steps int) bool {
	for {
		e = ast.Unparen(e)
		if id, ok := e.(*ast.Ident); ok {
			return t.variable(id, steps)
		}
		if code.QualifiedName(code.TypeOf(t.Info, e)) == code.QualifiedName(t.recv.Type()) {
			return false
		}
		switch x := e.(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.TypeAssertExpr:
			e = x.X
		case *ast.UnaryExpr:
			e = x.X
		case *ast.CallExpr:
			sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr)
			if !ok || t.Info.Selections[sel] == nil {
				return false
			}
			e = sel.X
		default:
			return false
		}
	}
}

// variable is rooted for a variable: all that it is given is.
func (t *tracer) variable(id *ast.Ident, steps int) bool {
	v := code.AsVar(t.Info.ObjectOf(id))
	if v == nil || v == t.recv || steps == 0 {
		return v == t.recv && v != nil
	}
	if t.away = true; slices.Contains(t.seen, v) {
		return true
	}
	t.seen = append(t.seen, v)
	if v.IsField() || v.Parent() == t.Pkg.Scope() || code.QualifiedName(v.Type()) == code.QualifiedName(t.recv.Type()) {
		return false
	}
	given, ok := 0, true
	ast.Inspect(t.fn.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if id, is := l.(*ast.Ident); is && t.Info.ObjectOf(id) == types.Object(v) {
					given++
					ok = ok && t.rooted(n.Rhs[min(i, len(n.Rhs)-1)], steps-1)
				}
			}
		case *ast.RangeStmt:
			for _, l := range []ast.Expr{n.Key, n.Value} {
				if id, is := l.(*ast.Ident); is && t.Info.ObjectOf(id) == types.Object(v) {
					given++
					ok = ok && t.rooted(n.X, steps-1)
				}
			}
		}
		return ok
	})
	return ok && given > 0
}
