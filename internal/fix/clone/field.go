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

// Field gives the copy of a struct that a function returns maps of its own,
// where it shares them with the original: cloned where the copy is made, under
// the lock that is held there.
func Field(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	ret := p.ReturnAt(f.At)
	if ret == nil || !f.Copied {
		return "", nil
	}
	c := copier{Planner: p, f: f, fn: p.EnclosingFunc(ret), ret: ret, field: f.Access.Place.Path}
	c.field = c.field[strings.LastIndexByte(c.field, '.')+1:]
	for _, res := range ret.Results {
		if key, make := c.result(res); key != "" {
			return key, make
		}
	}
	return c.collected()
}

// copier looks for the place where a struct is copied whose map leaves with it.
type copier struct {
	*repair.Planner
	f     *conflict.Finding
	fn    ast.Node
	ret   *ast.ReturnStmt
	field string // that holds the map
}

// result makes the fix for a result that lets the map out, no key if this is
// another one.
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
		return c.key(def), func() *repair.Plan { return c.behind(s, id.Name, def) }
	}
	return "", nil
}

func (c *copier) key(n ast.Node) string { return fmt.Sprintf("copy %d", n.Pos()) }

// copies reports whether an expression is a struct whose field holds the map.
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

// replace makes the fix that has a clone in the place of a map.
func (c *copier) replace(e ast.Expr) (string, func() *repair.Plan) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && code.AsVar(c.Info.Uses[id]) != nil && c.Info.Uses[id].Parent() != c.Pkg.Scope() {
		return "", nil // read before: the lock may have been given up since
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

// copyAhead copies a map by a loop before the statement that uses it, where
// maps.Clone does not do, and returns the name of the copy.
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

// beforeReturn makes the copy e that a return statement makes before it, with
// clones in it.
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

// behind puts clones into the copy of e by that name behind the statement that
// makes it.
func (c *copier) behind(s *ast.AssignStmt, name string, e ast.Expr) *repair.Plan {
	lines, es := c.clones(name, e)
	if lines == nil || c.Siblings(s) == nil {
		return nil
	}
	plan := repair.NewPlan("clone " + c.f.Access.Expr)
	at := c.PosAfter(s)
	plan.Add(c.File(at), append(es, text.Insert(at, "\n"+strings.Join(lines, "\n")))...)
	return plan
}

// clones returns statements that clone the maps of a struct of e's type which
// some function changes in place, nil if one of them cannot be cloned so.
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

// changed reports whether some function changes the map with that key, or a map in
// it, in place.
func (c *copier) changed(key string) bool {
	for i := range c.All {
		if u := &c.All[i]; u.Op.Writes() && u.Op != state.OpReplace && (u.Key() == key || strings.HasPrefix(u.Key(), key+"{")) {
			return true
		}
	}
	return false
}

// untouched reports whether a copy by that name is only returned or asked for
// its other fields: what is done to the map in it is done to the original too.
func (c *copier) untouched(id *ast.Ident) bool {
	obj := c.Info.Uses[id]
	ok := true
	ast.Inspect(text.Body(c.fn), func(n ast.Node) bool {
		use, is := n.(*ast.Ident)
		if !is || c.Info.Uses[use] != obj {
			return true
		}
		up := c.Parent(use)
		if addr, is := up.(*ast.UnaryExpr); is {
			up = c.Parent(addr)
		}
		switch up := up.(type) {
		case *ast.ReturnStmt:
		case *ast.SelectorExpr:
			v, field := c.Info.Uses[up.Sel].(*types.Var)
			ok = ok && field && !code.IsMap(v.Type())
		default:
			ok = false
		}
		return true
	})
	return ok
}
