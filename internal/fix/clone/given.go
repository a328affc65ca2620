package clone

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Given clones the map of a parameter where a function treats it as its own: it fills a new
// map in one case and the caller's in another, and returns that map.
func Given(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if f.HasGuard || f.Indirect || f.Access.Sync.NumLocks()+f.Other.Sync.NumLocks() > 0 {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	id, isIdent := u.Expr.(*ast.Ident)
	if !ok || !isIdent {
		return "", nil
	}
	decl, isDecl := p.EnclosingFunc(id).(*ast.FuncDecl)
	v := code.AsVar(p.Info.Uses[id])
	if v == nil || !isDecl || !code.IsMap(v.Type()) {
		return "", nil
	}
	if v.Kind() != types.LocalVar || !isReturned(p, decl, v) {
		return "", nil
	}
	given := givenMap(p, decl, v)
	if given == nil {
		return "", nil
	}
	return fmt.Sprintf("given %d", given.Pos()), func() *repair.Plan {
		file := p.File(given.Pos())
		snippet, es := p.CloneText(file, given)
		if snippet == "" {
			return nil
		}
		plan := repair.NewPlan("clone " + p.Text(given))
		plan.Add(file, append(es, text.ReplaceNode(given, snippet))...)
		return plan
	}
}

// isReturned reports whether a function returns a variable, or an expression with it.
func isReturned(p *repair.Planner, fn *ast.FuncDecl, v *types.Var) bool {
	for ret := range text.All[*ast.ReturnStmt](p.Tree, fn.Body) {
		for range p.Occurrences(v, ret) {
			return true
		}
	}
	return false
}

// givenMap returns the map of a parameter that a variable gets in one case, nil if it does
// not get a new map in the others.
func givenMap(p *repair.Planner, fn *ast.FuncDecl, v *types.Var) ast.Expr {
	var given ast.Expr
	made, others := 0, 0
	for a := range text.All[*ast.AssignStmt](p.Tree, fn.Body) {
		for i, l := range a.Lhs {
			id, ok := l.(*ast.Ident)
			if !ok || p.Info.ObjectOf(id) != types.Object(v) {
				continue
			}
			rhs := ast.Unparen(a.Rhs[min(i, len(a.Rhs)-1)])
			switch {
			case a.Tok == token.ASSIGN && given == nil && fromParameter(p, rhs):
				given = rhs
			case text.IsCompositeLit(rhs) || makesMap(p, rhs):
				made++
			default:
				others++
			}
		}
	}
	if made == 0 || others > 0 {
		return nil
	}
	return given
}

// fromParameter reports whether an expression is a parameter, or a field or an element of
// one.
func fromParameter(p *repair.Planner, e ast.Expr) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.Ident:
			v := code.AsVar(p.Info.Uses[x])
			return v != nil && v.Kind() == types.ParamVar
		default:
			return false
		}
	}
}

// makesMap reports whether an expression is a call of make.
func makesMap(p *repair.Planner, e ast.Expr) bool {
	c, ok := e.(*ast.CallExpr)
	return ok && p.Info.Types[c.Fun].IsBuiltin() && p.Text(c.Fun) == "make"
}
