package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// collected makes the fix for a function that copies structs one by one and returns
// them in a map or a slice: each copy gets maps of its own where it is made.
func (c *copier) collected() (string, func() *Plan) {
	var copies []ast.Expr
	ok := true
	ast.Inspect(body(c.fn), func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		e, is := n.(*ast.StarExpr)
		if is && c.Info.Types[e].IsValue() && c.ofStruct(typeOf(c.Info, e)) {
			_, part := c.parent(e).(*ast.ParenExpr) // (*v).total is no copy
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
	return c.key(copies[0]), func() *Plan { return c.cloneEach(copies) }
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
	switch up := c.parent(e).(type) {
	case *ast.AssignStmt:
		if len(up.Lhs) != 1 || c.siblings(up) == nil {
			return ""
		}
		if id, ok := up.Lhs[0].(*ast.Ident); ok && up.Tok == token.DEFINE && c.passed(id) {
			return "named"
		}
		if _, ok := up.Lhs[0].(*ast.IndexExpr); ok && up.Tok == token.ASSIGN {
			return "stored"
		}
	case *ast.CallExpr:
		a, ok := c.parent(up).(*ast.AssignStmt)
		if ok && c.Info.Types[up.Fun].IsBuiltin() && c.src(up.Fun) == "append" && len(up.Args) == 2 && c.siblings(a) != nil {
			return "appended"
		}
	}
	return ""
}

// passed reports whether no map in a copy by that name is used.
func (c *copier) passed(id *ast.Ident) bool {
	ok := true
	ast.Inspect(body(c.fn), func(n ast.Node) bool {
		use, is := n.(*ast.Ident)
		if is && c.Info.Uses[use] == c.Info.Defs[id] {
			if sel, field := c.parent(use).(*ast.SelectorExpr); field {
				v, isVar := c.Info.Uses[sel.Sel].(*types.Var)
				ok = ok && isVar && !isMap(v.Type())
			}
		}
		return ok
	})
	return ok
}

// cloneEach puts clones into all copies.
func (c *copier) cloneEach(copies []ast.Expr) *Plan {
	plan := newPlan("clone " + c.field + " in each copy")
	for _, e := range copies {
		var s ast.Stmt
		for n := c.parent(e); s == nil; n = c.parent(n) {
			s, _ = n.(ast.Stmt)
		}
		file, name, at, sep := c.file(e.Pos()), "", c.before(s), ""
		if a, ok := s.(*ast.AssignStmt); ok && c.kept(e) == "named" {
			name, at = c.src(a.Lhs[0]), c.after(s)
		} else if name = c.fresh(c.fn, e.Pos(), "one", "each", "own", "copied"); name == "" {
			return nil
		} else {
			sep = name + " := " + c.src(e) + "\n"
			plan.add(file, replaceNode(e, name))
		}
		lines, es := c.clones(name, e)
		if lines == nil {
			return nil
		}
		text := strings.Join(lines, "\n")
		if sep == "" {
			text = "\n" + text
		} else {
			text = sep + text + "\n"
		}
		plan.add(file, append(slices.Clone(es), insertText(at, text))...)
	}
	return plan
}
