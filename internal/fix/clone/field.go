package clone

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Field clones the maps of a struct that a function copies and returns, because the copy
// shares them with the original: where the copy is made, under the lock that is held
// there.
func Field(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	ret := p.ReturnAt(f.At)
	if ret == nil || !f.InStruct {
		return "", nil
	}
	c := copier{Planner: p, f: f, fn: p.EnclosingFunc(ret), ret: ret, field: f.Access.Place.Path}
	c.field = text.LastName(c.field)
	for _, res := range ret.Results {
		if key, make := c.result(res); key != "" {
			return key, make
		}
	}
	return c.collected()
}

// A copier finds where a function copies the struct with which a map leaves it.
type copier struct {
	*repair.Planner
	f     *conflict.Finding
	fn    ast.Node
	ret   *ast.ReturnStmt
	field string // the name of the field that holds the map
}

// result makes the fix for one result of the function, no key if the map does not leave
// with it.
func (c *copier) result(res ast.Expr) (string, func() *repair.Plan) {
	res = ast.Unparen(res)
	if u, ok := res.(*ast.UnaryExpr); ok {
		res = ast.Unparen(u.X)
	}
	if e := c.shares(res); e != nil {
		return c.replace(e)
	}
	if c.copies(res) {
		return c.key(res), func() *repair.Plan { return c.beforeReturn(res) }
	}
	id, ok := res.(*ast.Ident)
	if !ok {
		return "", nil
	}
	def := c.Definition(id)
	if def == nil {
		return "", nil
	}
	if e := c.shares(def); e != nil {
		return c.replace(e)
	}
	if s, ok := c.Parent(def).(*ast.AssignStmt); ok && c.copies(def) && c.untouched(id) {
		return c.key(def), func() *repair.Plan { return c.afterCopy(s, id.Name, def) }
	}
	return "", nil
}

// key returns the key of the plan that clones maps at a node.
func (c *copier) key(n ast.Node) string { return fmt.Sprintf("copy %d", n.Pos()) }

// copies reports whether an expression copies the struct with the map.
func (c *copier) copies(e ast.Expr) bool {
	if _, ok := code.TypeOf(c.Info, e).Underlying().(*types.Struct); !ok {
		return false
	}
	if s, ok := e.(*ast.StarExpr); ok {
		e = ast.Unparen(s.X)
	}
	return c.Text(e)+"."+c.field == c.f.Access.Expr
}

// shares returns the element of a composite literal that is the map.
func (c *copier) shares(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if u, ok := e.(*ast.UnaryExpr); ok {
		e = ast.Unparen(u.X)
	}
	lit, ok := e.(*ast.CompositeLit)
	if !ok {
		return nil
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		if t := c.Info.TypeOf(elt); t != nil && code.IsMap(t) && c.Text(elt) == c.f.Access.Expr {
			return elt
		}
	}
	return nil
}

// replace makes the fix that puts a clone in the place of a map.
func (c *copier) replace(e ast.Expr) (string, func() *repair.Plan) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		if v := code.AsVar(c.Info.Uses[id]); v != nil && v.Parent() != c.Pkg.Scope() {
			return "", nil // the function may have released the lock since the variable got the map
		}
	}
	return c.key(e), func() *repair.Plan {
		file := c.File(e.Pos())
		plan := repair.NewPlan("clone " + c.Text(e))
		snippet, es := c.CloneText(file, e)
		if snippet == "" {
			if snippet, es = c.copyAhead(file, e); snippet == "" {
				return nil
			}
		}
		plan.Add(file, append(es, text.ReplaceNode(e, snippet))...)
		return plan
	}
}

// copyAhead copies a map by a loop before the statement that uses it, for maps that no
// expression clones, and returns the name of the copy.
func (c *copier) copyAhead(file *ast.File, e ast.Expr) (name string, es []text.Edit) {
	var s ast.Node = e
	for s != nil && c.Siblings(s) == nil {
		s = c.Parent(s)
	}
	st, ok := s.(ast.Stmt)
	name = c.Fresh(c.fn, e.Pos(), text.LowerFirst(c.field), "out", "result", "copied")
	lines, es := c.CopyLoop(file, name, e)
	if !ok || name == "" || lines == nil {
		return "", nil
	}
	at := c.PosBefore(st)
	return name, append(es, text.Insert(at, strings.Join(lines, "\n")+"\n"))
}

// beforeReturn makes the copy e before the return statement that makes it now, with clones
// in it.
func (c *copier) beforeReturn(e ast.Expr) *repair.Plan {
	var own string
	if sel, ok := e.(*ast.SelectorExpr); ok {
		own = text.LowerFirst(sel.Sel.Name)
	}
	name := c.Fresh(c.fn, c.ret.Pos(), own, "out", "result", "copied")
	lines, es := c.clones(name, e)
	if name == "" || lines == nil || c.Siblings(c.ret) == nil {
		return nil
	}
	plan := repair.NewPlan("clone " + c.f.Access.Expr)
	at := c.PosBefore(c.ret)
	lines = append([]string{name + " := " + c.Text(e)}, lines...)
	plan.Add(c.File(at), append(es, text.Insert(at, strings.Join(lines, "\n")+"\n"), text.ReplaceNode(e, name))...)
	return plan
}

// afterCopy puts clones into the copy of e, a variable of the given name, after the
// statement that makes it.
func (c *copier) afterCopy(s *ast.AssignStmt, name string, e ast.Expr) *repair.Plan {
	lines, es := c.clones(name, e)
	if lines == nil || c.Siblings(s) == nil {
		return nil
	}
	plan := repair.NewPlan("clone " + c.f.Access.Expr)
	at := c.PosAfter(s)
	plan.Add(c.File(at), append(es, text.Insert(at, "\n"+strings.Join(lines, "\n")))...)
	return plan
}

// clones returns the statements that clone the maps in a struct with the type of e which
// some function changes in place, nil if one of them cannot be cloned.
func (c *copier) clones(name string, e ast.Expr) (lines []string, es []text.Edit) {
	t := code.TypeOf(c.Info, e)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, nil
	}
	prefix, _, _ := text.CutLast(c.f.Access.Key(), ".")
	for v := range st.Fields() {
		if !code.IsMap(v.Type()) || v.Name() != c.field && !c.changed(prefix+"."+v.Name()) {
			continue
		}
		own, imp := ownCopyOf(c.Planner, c.File(e.Pos()), c.fn, name+"."+v.Name(), v.Type())
		if own == nil {
			return nil, nil
		}
		es = append(es, imp...)
		lines = append(lines, own...)
	}
	return lines, es
}

// changed reports whether some function changes the map with a key, or a map in that map,
// in place.
func (c *copier) changed(key string) bool {
	for i := range c.All {
		u := &c.All[i]
		inPlace := u.Op.Writes() && u.Op != state.OpReplace
		if inPlace && (u.Key() == key || strings.HasPrefix(u.Key(), key+"{")) {
			return true
		}
	}
	return false
}

// untouched reports whether a copy, a variable, is only returned or asked for fields that
// are not maps: the code would change the map of the original too.
func (c *copier) untouched(id *ast.Ident) bool {
	for use := range text.All[*ast.Ident](c.Tree, text.Body(c.fn)) {
		if c.Info.Uses[use] != c.Info.Uses[id] {
			continue
		}
		up := c.Parent(use)
		if addr, ok := up.(*ast.UnaryExpr); ok {
			up = c.Parent(addr)
		}
		switch up := up.(type) {
		case *ast.ReturnStmt:
		case *ast.SelectorExpr:
			if !c.selectsPlainField(up) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// selectsPlainField reports whether a selector is of a field that is not a map.
func (c *copier) selectsPlainField(sel *ast.SelectorExpr) bool {
	v, ok := c.Info.Uses[sel.Sel].(*types.Var)
	return ok && !code.IsMap(v.Type())
}
