package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// cloneResult returns a copy of a guarded map, made under its lock, where a
// function returns the map itself.
func cloneResult(p *planner, f *conflict.Finding) (string, func() *Plan) {
	ret := p.returnAt(f.At)
	if ret == nil || f.Copied || f.Within || f.Lazy {
		return "", nil
	}
	if v := innerMap(p, ret); v != nil {
		return fmt.Sprintf("clone %d", v.Pos()), func() *Plan { return cloneInner(p, v) }
	}
	key := fmt.Sprintf("clone %d", ret.Pos())
	return key, func() *Plan { return cloneIn(p, f, p.file(f.At), ret) }
}

// innerMap returns the value of a loop over a map of maps, where the loop puts it
// into a new map that is returned: the copy shares the maps within.
func innerMap(p *planner, ret *ast.ReturnStmt) *ast.Ident {
	var found *ast.Ident
	ast.Inspect(body(p.function(ret)), func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || found != nil || len(a.Lhs) != 1 || a.Tok != token.ASSIGN {
			return found == nil
		}
		to, elem := a.Lhs[0].(*ast.IndexExpr)
		v, ident := a.Rhs[0].(*ast.Ident)
		if !elem || !ident || !isMap(typeOf(p.Info, v)) || !slices.ContainsFunc(ret.Results, func(r ast.Expr) bool { return p.src(r) == p.src(to.X) }) {
			return true
		}
		for n := p.parent(a); n != nil; n = p.parent(n) {
			if loop, ok := n.(*ast.RangeStmt); ok {
				if value, ok := loop.Value.(*ast.Ident); ok && p.Info.ObjectOf(value) == p.Info.Uses[v] {
					found = v
				}
			}
		}
		return true
	})
	return found
}

// cloneInner clones a map where it is put into another one.
func cloneInner(p *planner, v *ast.Ident) *Plan {
	file := p.file(v.Pos())
	text, es := p.cloneText(file, v)
	decl, ok := p.function(v).(*ast.FuncDecl)
	if !ok || text == "" || changedByCallers(p, decl) {
		return nil
	}
	plan := newPlan("clone the maps in the map")
	plan.add(file, append(es, replaceNode(v, text))...)
	return plan
}

// returnAt returns the return statement at a position, nil if there is none.
func (p *pack) returnAt(pos token.Pos) *ast.ReturnStmt {
	var ret *ast.ReturnStmt
	if file := p.file(pos); file != nil {
		ast.Inspect(file, func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok && r.Return == pos {
				ret = r
			}
			return ret == nil
		})
	}
	return ret
}

// cloneIn makes the plan for one return statement.
func cloneIn(p *planner, f *conflict.Finding, file *ast.File, ret *ast.ReturnStmt) *Plan {
	fn := p.function(ret)
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || changedByCallers(p, decl) {
		return nil
	}
	var plan *Plan
	for _, res := range ret.Results { // one that is guarded is mostly not alone
		if t := p.Info.TypeOf(res); t == nil || !isMap(t) {
			continue
		}
		e := res
		if id, ok := ast.Unparen(res).(*ast.Ident); ok && p.definition(id) != nil {
			e = p.definition(id)
			if a, ok := p.parent(e).(*ast.AssignStmt); ok && len(a.Lhs) == 2 {
				e = res // m, ok := c.inner[k]
			}
		}
		l, ok := p.lockAt(e, f.Guard, f.Way)
		if !ok {
			continue
		}
		if plan == nil {
			plan = newPlan(fmt.Sprintf("return a clone of %s", p.src(e)))
			if len(f.Access.Marks) == 0 && !lockReturn(p, plan, decl, e, l, e == res) {
				return nil
			}
		}
		es, ok := copyAt(p, file, decl, ret, e, e == res)
		if !ok {
			return nil
		}
		plan.add(file, es...)
	}
	return plan
}

// lockReturn puts a return statement that reads the map e under its lock, which
// nobody holds there.
func lockReturn(p *planner, plan *Plan, fn *ast.FuncDecl, e ast.Expr, l lock, direct bool) bool {
	if !direct || p.calledUnder(fn, l.v) {
		return false
	}
	es, ok := cover(p, fn, l, []use{{expr: e, node: e, known: true}})
	plan.add(p.file(fn.Pos()), es...)
	return ok
}

// copyAt returns the edits that put a copy of a map in the place of the map. A
// copy that takes a loop stands before the return statement.
func copyAt(p *planner, file *ast.File, fn *ast.FuncDecl, ret *ast.ReturnStmt, e ast.Expr, direct bool) ([]edit, bool) {
	if text, es := p.cloneText(file, e); text != "" {
		return append(es, replaceNode(e, text)), true
	}
	if !direct {
		return copyDefinition(p, file, e)
	}
	name := p.fresh(fn, ret.Pos(), "out", "result", "copied")
	if name == "" {
		return nil, false
	}
	lines, es := p.copyLoop(file, name, e)
	at := p.before(ret)
	return append(es, insertText(at, strings.Join(lines, "\n")+"\n"), replaceNode(e, name)), lines != nil
}

// copyDefinition copies the map e by a loop where a local variable gets it.
func copyDefinition(p *planner, file *ast.File, e ast.Expr) ([]edit, bool) {
	a, ok := p.parent(e).(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || a.Tok != token.DEFINE || p.siblings(a) == nil {
		return nil, false
	}
	lines, es := p.copyLoop(file, p.src(a.Lhs[0]), e)
	if lines == nil {
		return nil, false
	}
	at := p.after(a)
	return append(es, replaceNode(a, lines[0]), insertText(at, "\n"+strings.Join(lines[1:], "\n"))), true
}

// copyLoop returns the statements that copy a map into a new one by that name
// where maps.Clone does not do: in older versions of Go, and for maps of maps.
// It returns nil if there are none.
func (p *pack) copyLoop(file *ast.File, name string, e ast.Expr) (stmts []string, es []edit) {
	return p.copyLoopOf(file, name, p.src(e), p.Info.TypeOf(e))
}

// copyLoopOf is copyLoop for a map of type t by its text.
func (p *pack) copyLoopOf(file *ast.File, name, src string, t types.Type) (stmts []string, es []edit) {
	typ, ok := p.typeText(file, t)
	if !ok || !isMap(t) {
		return nil, nil
	}
	elem := t.Underlying().(*types.Map).Elem()
	value := "v"
	if isMap(elem) {
		if !p.atLeast(file, "go1.21") || hasMapElem(elem) || hasClone(elem) {
			return nil, nil
		}
		var pkg string
		pkg, es = p.cloner(file, "maps")
		value = pkg + ".Clone(v)"
	}
	return []string{name + " := make(" + typ + ", len(" + src + "))", "for k, v := range " + src + " {", name + "[k] = " + value, "}"}, es
}

// changedByCallers reports whether a caller in the package writes to what a
// function returns: it would write to the clone.
func changedByCallers(p *planner, decl *ast.FuncDecl) bool {
	fn, _ := p.Info.Defs[decl.Name].(*types.Func)
	changed := false
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || fn == nil || p.callee(c) != fn {
				return true
			}
			switch up := p.parent(c).(type) {
			case *ast.IndexExpr:
				changed = changed || p.written(up)
			case *ast.CallExpr:
				changed = changed || p.Info.Types[up.Fun].IsBuiltin() && p.src(up.Fun) != "len"
			case *ast.AssignStmt:
				for _, l := range up.Lhs {
					if v := p.varOf(l); v != nil && isMap(v.Type()) && p.function(c) != nil {
						for _, u := range p.usesOf(v, p.function(c)) {
							changed = changed || u.write && u.node != ast.Node(up)
						}
					}
				}
			}
			return true
		})
	}
	return changed
}

// clone returns the text that copies a map, "" if there is none: older versions
// of Go have no maps.Clone, and the elements of a map of maps are shared.
func (j *job) clone(e ast.Expr) string {
	text, es := j.cloneText(j.file, e)
	j.edits = append(j.edits, es...)
	return text
}

// cloneText returns the text that copies a map and what it needs.
func (p *pack) cloneText(f *ast.File, e ast.Expr) (string, []edit) {
	t := p.Info.TypeOf(e)
	if t == nil {
		return "", nil
	}
	return p.cloneOf(f, p.src(e), t)
}

// cloneOf is cloneText for a map of type t by its text.
func (p *pack) cloneOf(f *ast.File, expr string, t types.Type) (string, []edit) {
	if !isMap(t) || isMap(t.Underlying().(*types.Map).Elem()) {
		return "", nil
	}
	if hasClone(t) {
		return expr + ".Clone()", nil
	}
	if !p.atLeast(f, "go1.21") {
		return "", nil
	}
	name, es := p.cloner(f, "maps")
	return name + ".Clone(" + expr + ")", es
}

// hasClone reports whether a map type has a method Clone that returns one, as
// http.Header does.
func hasClone(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Clone")
	fn, ok := obj.(*types.Func)
	return ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 && types.Identical(fn.Signature().Results().At(0).Type(), t)
}

// hasMapElem reports whether the elements of a map are maps.
func hasMapElem(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && isMap(m.Elem())
}
