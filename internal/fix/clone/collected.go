package clone

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// collected makes the fix for a function that copies structs one by one and returns them in
// a map or a slice: it clones the maps of each copy where the copy is made.
func (c *copier) collected() (string, func() *repair.Plan) {
	var copies []ast.Expr
	ok := true
	ast.Inspect(text.Body(c.fn), func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		e, is := n.(*ast.StarExpr)
		if is && c.Info.Types[e].IsValue() && c.ofStruct(code.TypeOf(c.Info, e)) {
			_, part := c.Parent(e).(*ast.ParenExpr) // (*v).total is not a copy
			if c.kept(e) != notKept {
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

// ofStruct reports whether a type is the struct with the field that holds the map.
func (c *copier) ofStruct(t types.Type) bool {
	_, named := types.Unalias(t).(*types.Named)
	return named && code.QualifiedName(t)+"."+c.field == c.f.Access.Field
}

// keptAs says where a function keeps a copy of a struct.
type keptAs uint8

const (
	notKept  keptAs = iota // in some other way than those below
	named                  // in a variable whose maps are not used
	appended               // at the end of a slice
	stored                 // in an element of a map or slice
)

// kept returns where the function keeps a copy of a struct.
func (c *copier) kept(e ast.Expr) keptAs {
	switch up := c.Parent(e).(type) {
	case *ast.AssignStmt:
		if len(up.Lhs) != 1 || c.Siblings(up) == nil {
			return notKept
		}
		if id, ok := up.Lhs[0].(*ast.Ident); ok && up.Tok == token.DEFINE && c.passed(id) {
			return named
		}
		if _, ok := up.Lhs[0].(*ast.IndexExpr); ok && up.Tok == token.ASSIGN {
			return stored
		}
	case *ast.CallExpr:
		a, ok := c.Parent(up).(*ast.AssignStmt)
		isAppend := c.Info.Types[up.Fun].IsBuiltin() && c.Text(up.Fun) == "append" && len(up.Args) == 2
		if ok && isAppend && c.Siblings(a) != nil {
			return appended
		}
	}
	return notKept
}

// passed reports whether the function uses no map of a copy, a variable.
func (c *copier) passed(id *ast.Ident) bool {
	for use := range text.All[*ast.Ident](c.Tree, text.Body(c.fn)) {
		if c.Info.Uses[use] != c.Info.Defs[id] {
			continue
		}
		if sel, ok := c.Parent(use).(*ast.SelectorExpr); ok && !c.selectsPlainField(sel) {
			return false
		}
	}
	return true
}

// cloneEach clones the maps of all copies.
func (c *copier) cloneEach(copies []ast.Expr) *repair.Plan {
	plan := repair.NewPlan("clone " + c.field + " in each copy")
	for _, e := range copies {
		s := c.EnclosingStmt(e)
		if s == nil {
			return nil
		}
		add := c.cloneNew
		if c.kept(e) == named {
			add = c.cloneNamed
		}
		if !add(plan, e, s) {
			return nil
		}
	}
	return plan
}

// cloneNamed adds to a plan the clones in a copy e that statement s gives to a variable.
func (c *copier) cloneNamed(plan *repair.Plan, e ast.Expr, s ast.Stmt) bool {
	lines, es := c.clones(c.Text(s.(*ast.AssignStmt).Lhs[0]), e)
	if lines == nil {
		return false
	}
	plan.Add(c.File(e.Pos()), append(es, text.Insert(c.PosAfter(s), "\n"+strings.Join(lines, "\n")))...)
	return true
}

// cloneNew adds to a plan a new variable for the copy e in statement s, with clones in it.
func (c *copier) cloneNew(plan *repair.Plan, e ast.Expr, s ast.Stmt) bool {
	name := c.Fresh(c.fn, e.Pos(), "one", "each", "own", "copied")
	if name == "" {
		return false
	}
	lines, es := c.clones(name, e)
	if lines == nil {
		return false
	}
	lines = append([]string{name + " := " + c.Text(e)}, lines...)
	file := c.File(e.Pos())
	plan.Add(file, text.ReplaceNode(e, name))
	plan.Add(file, append(es, text.Insert(c.PosBefore(s), strings.Join(lines, "\n")+"\n"))...)
	return true
}
