package clone

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// collected makes the fix for a function that copies structs one by one and returns
// them in a map or a slice: each copy gets maps of its own where it is made.
func (c *copier) collected() (string, func() *repair.Plan) {
	var copies []ast.Expr
	ok := true
	ast.Inspect(text.Body(c.fn), func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		e, is := n.(*ast.StarExpr)
		if is && c.Info.Types[e].IsValue() && c.ofStruct(code.TypeOf(c.Info, e)) {
			_, part := c.Parent(e).(*ast.ParenExpr) // (*v).total is no copy
			if c.kept(e) != "" {
				copies = append(copies, e)
			} else if !part {
				ok = false
			}
		}
		return true
	})
	if len(copies) == 0 || !ok {
		return "", nil
	}
	return c.key(copies[0]), func() *repair.Plan { return c.cloneEach(copies) }
}

// ofStruct reports whether a type is the struct whose field holds the map.
func (c *copier) ofStruct(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path()+"."+n.Obj().Name()+"."+c.field == c.f.Access.Field
}

// kept says how a copy of a struct is kept: "named" in a variable that is only
// passed on, or "appended" to a slice or "stored" in a map or slice; "" if in some
// other way.
func (c *copier) kept(e ast.Expr) string {
	switch up := c.Parent(e).(type) {
	case *ast.AssignStmt:
		if len(up.Lhs) != 1 || c.Siblings(up) == nil {
			return ""
		}
		if id, ok := up.Lhs[0].(*ast.Ident); ok && up.Tok == token.DEFINE && c.passed(id) {
			return "named"
		}
		if _, ok := up.Lhs[0].(*ast.IndexExpr); ok && up.Tok == token.ASSIGN {
			return "stored"
		}
	case *ast.CallExpr:
		a, ok := c.Parent(up).(*ast.AssignStmt)
		if ok && c.Info.Types[up.Fun].IsBuiltin() && c.Text(up.Fun) == "append" && len(up.Args) == 2 && c.Siblings(a) != nil {
			return "appended"
		}
	}
	return ""
}

// passed reports whether no map in a copy by that name is used.
func (c *copier) passed(id *ast.Ident) bool {
	ok := true
	ast.Inspect(text.Body(c.fn), func(n ast.Node) bool {
		use, is := n.(*ast.Ident)
		if is && c.Info.Uses[use] == c.Info.Defs[id] {
			if sel, field := c.Parent(use).(*ast.SelectorExpr); field {
				v, isVar := c.Info.Uses[sel.Sel].(*types.Var)
				ok = ok && isVar && !code.IsMap(v.Type())
			}
		}
		return ok
	})
	return ok
}

// cloneEach puts clones into all copies.
func (c *copier) cloneEach(copies []ast.Expr) *repair.Plan {
	plan := repair.NewPlan("clone " + c.field + " in each copy")
	for _, e := range copies {
		var s ast.Stmt
		for n := c.Parent(e); s == nil; n = c.Parent(n) {
			s, _ = n.(ast.Stmt)
		}
		file, name, at, sep := c.File(e.Pos()), "", c.PosBefore(s), ""
		if a, ok := s.(*ast.AssignStmt); ok && c.kept(e) == "named" {
			name, at = c.Text(a.Lhs[0]), c.PosAfter(s)
		} else if name = c.Fresh(c.fn, e.Pos(), "one", "each", "own", "copied"); name == "" {
			return nil
		} else {
			sep = name + " := " + c.Text(e) + "\n"
			plan.Add(file, text.ReplaceNode(e, name))
		}
		lines, es := c.clones(name, e)
		if lines == nil {
			return nil
		}
		snippet := strings.Join(lines, "\n")
		if sep == "" {
			snippet = "\n" + snippet
		} else {
			snippet = sep + snippet + "\n"
		}
		plan.Add(file, append(slices.Clone(es), text.Insert(at, snippet))...)
	}
	return plan
}
