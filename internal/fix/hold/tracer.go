package hold

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
)

// maxSteps bounds the local variables that a tracer follows one after the other.
const maxSteps = 6

// A tracer follows local variables back to the receiver of a method.
type tracer struct {
	*repair.Planner
	recv *types.Var
	fn   *ast.FuncDecl
	away bool // it has gone through a local variable
	seen []*types.Var
}

// rooted reports whether an expression starts from the receiver and does not go through
// another object of the receiver's type, which has its own lock.
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

// variable is rooted for a variable: all values that it gets are rooted.
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
	values := t.values(v)
	for _, e := range values {
		if !t.rooted(e, steps-1) {
			return false
		}
	}
	return len(values) > 0
}

// values returns the expressions that the method assigns to a variable, or ranges over
// with it.
func (t *tracer) values(v *types.Var) (out []ast.Expr) {
	isVar := func(l ast.Expr) bool {
		id, ok := l.(*ast.Ident)
		return ok && t.Info.ObjectOf(id) == types.Object(v)
	}
	for n := range ast.Preorder(t.fn.Body) {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if isVar(l) {
					out = append(out, n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		case *ast.RangeStmt:
			if isVar(n.Key) || isVar(n.Value) {
				out = append(out, n.X)
			}
		}
	}
	return out
}
