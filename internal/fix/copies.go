package fix

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/state"
)

// cloneField gives the copy of a struct that a function returns maps of its own,
// where it shares them with the original: cloned where the copy is made, under
// the lock that is held there.
func cloneField(p *planner, f *conflict.Finding) (string, func() *Plan) {
	ret := p.returnAt(f.At)
	if ret == nil || !f.Copied {
		return "", nil
	}
	c := copier{planner: p, f: f, fn: p.function(ret), ret: ret, field: f.Access.Place.Path}
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
	*planner
	f     *conflict.Finding
	fn    ast.Node
	ret   *ast.ReturnStmt
	field string // that holds the map
}

// result makes the fix for a result that lets the map out, no key if this is
// another one.
func (c *copier) result(res ast.Expr) (string, func() *Plan) {
	res = ast.Unparen(res)
	if u, ok := res.(*ast.UnaryExpr); ok {
		res = ast.Unparen(u.X)
	}
	if e := c.shares(res); e != nil {
		return c.replace(e)
	}
	if c.copies(res) {
		return c.key(res), func() *Plan { return c.beforeReturn(res) }
	}
	id, ok := res.(*ast.Ident)
	if !ok {
		return "", nil
	}
	def := c.definition(id)
	if def == nil {
		return "", nil
	}
	if e := c.shares(def); e != nil {
		return c.replace(e)
	}
	if s, ok := c.parent(def).(*ast.AssignStmt); ok && c.copies(def) && c.untouched(id) {
		return c.key(def), func() *Plan { return c.behind(s, id.Name, def) }
	}
	return "", nil
}

func (c *copier) key(n ast.Node) string { return fmt.Sprintf("copy %d", n.Pos()) }

// copies reports whether an expression is a struct whose field holds the map.
func (c *copier) copies(e ast.Expr) bool {
	if _, ok := typeOf(c.Info, e).Underlying().(*types.Struct); !ok {
		return false
	}
	if s, ok := e.(*ast.StarExpr); ok {
		e = ast.Unparen(s.X)
	}
	return c.src(e)+"."+c.field == c.f.Access.Expr
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
		if t := c.Info.TypeOf(elt); t != nil && isMap(t) && c.src(elt) == c.f.Access.Expr {
			return elt
		}
	}
	return nil
}

// replace makes the fix that has a clone in the place of a map.
func (c *copier) replace(e ast.Expr) (string, func() *Plan) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && asVar(c.Info.Uses[id]) != nil && c.Info.Uses[id].Parent() != c.Pkg.Scope() {
		return "", nil // read before: the lock may have been given up since
	}
	return c.key(e), func() *Plan {
		file := c.file(e.Pos())
		plan := newPlan("clone " + c.src(e))
		text, es := c.cloneText(file, e)
		if text == "" {
			if text, es = c.copyAhead(file, e); text == "" {
				return nil
			}
		}
		plan.add(file, append(es, replaceNode(e, text))...)
		return plan
	}
}

// copyAhead copies a map by a loop before the statement that uses it, where
// maps.Clone does not do, and returns the name of the copy.
func (c *copier) copyAhead(file *ast.File, e ast.Expr) (name string, es []edit) {
	var s ast.Node = e
	for s != nil && c.siblings(s) == nil {
		s = c.parent(s)
	}
	st, ok := s.(ast.Stmt)
	name = c.fresh(c.fn, e.Pos(), lowerFirst(c.field), "out", "result", "copied")
	lines, es := c.copyLoop(file, name, e)
	if !ok || name == "" || lines == nil {
		return "", nil
	}
	at := c.before(st)
	return name, append(es, insertText(at, strings.Join(lines, "\n")+"\n"))
}

// beforeReturn makes the copy e that a return statement makes before it, with
// clones in it.
func (c *copier) beforeReturn(e ast.Expr) *Plan {
	var own string
	if sel, ok := e.(*ast.SelectorExpr); ok {
		own = lowerFirst(sel.Sel.Name)
	}
	name := c.fresh(c.fn, c.ret.Pos(), own, "out", "result", "copied")
	lines, es := c.clones(name, e)
	if name == "" || lines == nil || c.siblings(c.ret) == nil {
		return nil
	}
	plan := newPlan("clone " + c.f.Access.Expr)
	at := c.before(c.ret)
	lines = append([]string{name + " := " + c.src(e)}, lines...)
	plan.add(c.file(at), append(es, insertText(at, strings.Join(lines, "\n")+"\n"), replaceNode(e, name))...)
	return plan
}

// behind puts clones into the copy of e by that name behind the statement that
// makes it.
func (c *copier) behind(s *ast.AssignStmt, name string, e ast.Expr) *Plan {
	lines, es := c.clones(name, e)
	if lines == nil || c.siblings(s) == nil {
		return nil
	}
	plan := newPlan("clone " + c.f.Access.Expr)
	at := c.after(s)
	plan.add(c.file(at), append(es, insertText(at, "\n"+strings.Join(lines, "\n")))...)
	return plan
}

// clones returns statements that clone the maps of a struct of e's type which
// some function changes in place, nil if one of them cannot be cloned so.
func (c *copier) clones(name string, e ast.Expr) (lines []string, es []edit) {
	t := typeOf(c.Info, e)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, nil
	}
	prefix, _, _ := cutLast(c.f.Access.Key(), ".")
	for v := range st.Fields() {
		if !isMap(v.Type()) || v.Name() != c.field && !c.changed(prefix+"."+v.Name()) {
			continue
		}
		own, imp := ownCopyOf(c.planner, c.file(e.Pos()), c.fn, name+"."+v.Name(), v.Type())
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
	for i := range c.all {
		if u := &c.all[i]; u.Op.Writes() && u.Op != state.OpReplace && (u.Key() == key || strings.HasPrefix(u.Key(), key+"{")) {
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
	ast.Inspect(body(c.fn), func(n ast.Node) bool {
		use, is := n.(*ast.Ident)
		if !is || c.Info.Uses[use] != obj {
			return true
		}
		up := c.parent(use)
		if addr, is := up.(*ast.UnaryExpr); is {
			up = c.parent(addr)
		}
		switch up := up.(type) {
		case *ast.ReturnStmt:
		case *ast.SelectorExpr:
			v, field := c.Info.Uses[up.Sel].(*types.Var)
			ok = ok && field && !isMap(v.Type())
		default:
			ok = false
		}
		return true
	})
	return ok
}
