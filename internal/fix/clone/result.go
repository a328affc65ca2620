// Package clone has the fixers that copy a map: where a function returns it or an
// iterator over it, where a copy of a struct shares it with the original, where a
// function changes a map that it was given, and where a loop changes the map that it
// ranges over.
package clone

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Result returns a copy of a guarded map, made under its lock, where a
// function returns the map itself.
func Result(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	ret := p.ReturnAt(f.At)
	if ret == nil || f.Copied || f.Within || f.Lazy {
		return "", nil
	}
	if v := innerMap(p, ret); v != nil {
		return fmt.Sprintf("clone %d", v.Pos()), func() *repair.Plan { return cloneInner(p, v) }
	}
	key := fmt.Sprintf("clone %d", ret.Pos())
	return key, func() *repair.Plan { return cloneIn(p, f, p.File(f.At), ret) }
}

// innerMap returns the value of a loop over a map of maps, where the loop puts it
// into a new map that is returned: the copy shares the maps within.
func innerMap(p *repair.Planner, ret *ast.ReturnStmt) *ast.Ident {
	var found *ast.Ident
	ast.Inspect(text.Body(p.EnclosingFunc(ret)), func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || found != nil || len(a.Lhs) != 1 || a.Tok != token.ASSIGN {
			return found == nil
		}
		to, elem := a.Lhs[0].(*ast.IndexExpr)
		v, ident := a.Rhs[0].(*ast.Ident)
		if !elem || !ident || !code.IsMap(code.TypeOf(p.Info, v)) || !slices.ContainsFunc(ret.Results, func(r ast.Expr) bool { return p.Text(r) == p.Text(to.X) }) {
			return true
		}
		for n := p.Parent(a); n != nil; n = p.Parent(n) {
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
func cloneInner(p *repair.Planner, v *ast.Ident) *repair.Plan {
	file := p.File(v.Pos())
	snippet, es := p.CloneText(file, v)
	decl, ok := p.EnclosingFunc(v).(*ast.FuncDecl)
	if !ok || snippet == "" || changedByCallers(p, decl) {
		return nil
	}
	plan := repair.NewPlan("clone the maps in the map")
	plan.Add(file, append(es, text.ReplaceNode(v, snippet))...)
	return plan
}

// cloneIn makes the plan for one return statement.
func cloneIn(p *repair.Planner, f *conflict.Finding, file *ast.File, ret *ast.ReturnStmt) *repair.Plan {
	fn := p.EnclosingFunc(ret)
	decl, ok := fn.(*ast.FuncDecl)
	if !ok || changedByCallers(p, decl) {
		return nil
	}
	var plan *repair.Plan
	for _, res := range ret.Results { // one that is guarded is mostly not alone
		if t := p.Info.TypeOf(res); t == nil || !code.IsMap(t) {
			continue
		}
		e := res
		if id, ok := ast.Unparen(res).(*ast.Ident); ok && p.Definition(id) != nil {
			e = p.Definition(id)
			if a, ok := p.Parent(e).(*ast.AssignStmt); ok && len(a.Lhs) == 2 {
				e = res // m, ok := c.inner[k]
			}
		}
		l, ok := p.LockAt(e, f.Guard, f.Way)
		if !ok {
			continue
		}
		if plan == nil {
			plan = repair.NewPlan(fmt.Sprintf("return a clone of %s", p.Text(e)))
			if len(f.Access.Marks) == 0 && !lockReturn(p, plan, decl, e, l, e == res) {
				return nil
			}
		}
		es, ok := copyAt(p, file, decl, ret, e, e == res)
		if !ok {
			return nil
		}
		plan.Add(file, es...)
	}
	return plan
}

// lockReturn puts a return statement that reads the map e under its lock, which
// nobody holds there.
func lockReturn(p *repair.Planner, plan *repair.Plan, fn *ast.FuncDecl, e ast.Expr, l code.Lock, direct bool) bool {
	if !direct || p.CalledUnder(fn, l.Var) {
		return false
	}
	es, ok := section.Cover(p, fn, l, []code.Use{{Expr: e, Node: e, IsOperation: true}})
	plan.Add(p.File(fn.Pos()), es...)
	return ok
}

// copyAt returns the edits that put a copy of a map in the place of the map. A
// copy that takes a loop stands before the return statement.
func copyAt(p *repair.Planner, file *ast.File, fn *ast.FuncDecl, ret *ast.ReturnStmt, e ast.Expr, direct bool) ([]text.Edit, bool) {
	if snippet, es := p.CloneText(file, e); snippet != "" {
		return append(es, text.ReplaceNode(e, snippet)), true
	}
	if !direct {
		return copyDefinition(p, file, e)
	}
	name := p.Fresh(fn, ret.Pos(), "out", "result", "copied")
	if name == "" {
		return nil, false
	}
	lines, es := p.CopyLoop(file, name, e)
	at := p.PosBefore(ret)
	return append(es, text.Insert(at, strings.Join(lines, "\n")+"\n"), text.ReplaceNode(e, name)), lines != nil
}

// copyDefinition copies the map e by a loop where a local variable gets it.
func copyDefinition(p *repair.Planner, file *ast.File, e ast.Expr) ([]text.Edit, bool) {
	a, ok := p.Parent(e).(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || a.Tok != token.DEFINE || p.Siblings(a) == nil {
		return nil, false
	}
	lines, es := p.CopyLoop(file, p.Text(a.Lhs[0]), e)
	if lines == nil {
		return nil, false
	}
	at := p.PosAfter(a)
	return append(es, text.ReplaceNode(a, lines[0]), text.Insert(at, "\n"+strings.Join(lines[1:], "\n"))), true
}

// changedByCallers reports whether a caller in the package writes to what a
// function returns: it would write to the clone.
func changedByCallers(p *repair.Planner, decl *ast.FuncDecl) bool {
	fn, _ := p.Info.Defs[decl.Name].(*types.Func)
	changed := false
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok || fn == nil || p.Callee(c) != fn {
				return true
			}
			switch up := p.Parent(c).(type) {
			case *ast.IndexExpr:
				changed = changed || p.IsWritten(up)
			case *ast.CallExpr:
				changed = changed || p.Info.Types[up.Fun].IsBuiltin() && p.Text(up.Fun) != "len"
			case *ast.AssignStmt:
				for _, l := range up.Lhs {
					if v := p.VarOf(l); v != nil && code.IsMap(v.Type()) && p.EnclosingFunc(c) != nil {
						for _, u := range p.UsesOf(v, p.EnclosingFunc(c)) {
							changed = changed || u.Write && u.Node != ast.Node(up)
						}
					}
				}
			}
			return true
		})
	}
	return changed
}
