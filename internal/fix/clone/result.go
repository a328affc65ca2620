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

// Result returns a copy of a guarded map, made under its lock, where a function returns the
// map itself.
func Result(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	ret := p.ReturnAt(f.At)
	if ret == nil || f.InStruct || f.InElement || f.ByIterator {
		return "", nil
	}
	if v := innerMap(p, ret); v != nil {
		return fmt.Sprintf("clone %d", v.Pos()), func() *repair.Plan { return cloneInner(p, v) }
	}
	key := fmt.Sprintf("clone %d", ret.Pos())
	return key, func() *repair.Plan { return cloneIn(p, f, p.File(f.At), ret) }
}

// innerMap returns the value of a loop over a map of maps that the loop puts into a new map
// which the function returns: the copy shares the inner maps. It returns nil if there is
// no such loop.
func innerMap(p *repair.Planner, ret *ast.ReturnStmt) *ast.Ident {
	for a := range text.All[*ast.AssignStmt](p.Tree, text.Body(p.EnclosingFunc(ret))) {
		if len(a.Lhs) != 1 || a.Tok != token.ASSIGN {
			continue
		}
		to, isElem := a.Lhs[0].(*ast.IndexExpr)
		v, isIdent := a.Rhs[0].(*ast.Ident)
		if !isElem || !isIdent || !code.IsMap(code.TypeOf(p.Info, v)) {
			continue
		}
		returned := slices.ContainsFunc(ret.Results, func(r ast.Expr) bool { return p.Text(r) == p.Text(to.X) })
		if returned && isLoopValue(p, v) {
			return v
		}
	}
	return nil
}

// isLoopValue reports whether an identifier is the value of a loop around it.
func isLoopValue(p *repair.Planner, id *ast.Ident) bool {
	for n := range p.Enclosing(id) {
		loop, ok := n.(*ast.RangeStmt)
		if !ok {
			continue
		}
		if value, ok := loop.Value.(*ast.Ident); ok && p.Info.ObjectOf(value) == p.Info.Uses[id] {
			return true
		}
	}
	return false
}

// cloneInner clones a map where a function puts it into another one.
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
	for _, res := range ret.Results { // the function may return several guarded maps
		if !code.IsMap(code.TypeOf(p.Info, res)) {
			continue
		}
		e := definitionOfResult(p, res)
		l, ok := p.LockAt(e, f.Guard, f.Way)
		if !ok {
			continue
		}
		if plan == nil {
			plan = repair.NewPlan(fmt.Sprintf("return a clone of %s", p.Text(e)))
			isUnlocked := len(f.Access.Sync) == 0
			if isUnlocked && !(e == res && lockReturn(p, plan, decl, e, l)) {
				return nil
			}
		}
		copyMap := copyDefinition
		if e == res {
			copyMap = copyResult
		}
		es, ok := copyMap(p, file, e)
		if !ok {
			return nil
		}
		plan.Add(file, es...)
	}
	return plan
}

// definitionOfResult returns the value of a local variable that is returned and gets no
// other value, and other results as they are.
func definitionOfResult(p *repair.Planner, res ast.Expr) ast.Expr {
	id, ok := ast.Unparen(res).(*ast.Ident)
	if !ok {
		return res
	}
	def := p.Definition(id)
	if a, ok := p.Parent(def).(*ast.AssignStmt); def == nil || ok && len(a.Lhs) == 2 {
		return res // also for m, ok := c.inner[k]
	}
	return def
}

// lockReturn adds to a plan what brings a return statement that reads the map e under its
// lock, which nobody holds there; it reports false if there is no safe form.
func lockReturn(p *repair.Planner, plan *repair.Plan, fn *ast.FuncDecl, e ast.Expr, l code.Lock) bool {
	if p.CalledUnder(fn, l.Var) {
		return false
	}
	es, ok := section.Cover(p, fn, l, []code.Use{{Expr: e, Node: e, IsOperation: true}})
	plan.Add(p.File(fn.Pos()), es...)
	return ok
}

// copyResult returns the edits that return a copy of a map in place of the map; a loop that
// makes the copy stands before the return statement.
func copyResult(p *repair.Planner, file *ast.File, e ast.Expr) ([]text.Edit, bool) {
	if snippet, es := p.CloneText(file, e); snippet != "" {
		return append(es, text.ReplaceNode(e, snippet)), true
	}
	ret, fn := returnOf(p, e), p.EnclosingFunc(e)
	if ret == nil {
		return nil, false
	}
	name := p.Fresh(fn, ret.Pos(), "out", "result", "copied")
	if name == "" {
		return nil, false
	}
	lines, es := p.CopyLoop(file, name, e)
	loop := text.Insert(p.PosBefore(ret), strings.Join(lines, "\n")+"\n")
	return append(es, loop, text.ReplaceNode(e, name)), lines != nil
}

// returnOf returns the return statement around a node, nil if there is none.
func returnOf(p *repair.Planner, n ast.Node) *ast.ReturnStmt {
	for up := range p.Enclosing(n) {
		if ret, ok := up.(*ast.ReturnStmt); ok {
			return ret
		}
	}
	return nil
}

// copyDefinition returns the edits that copy the map e where a local variable gets it.
func copyDefinition(p *repair.Planner, file *ast.File, e ast.Expr) ([]text.Edit, bool) {
	if snippet, es := p.CloneText(file, e); snippet != "" {
		return append(es, text.ReplaceNode(e, snippet)), true
	}
	a, ok := p.Parent(e).(*ast.AssignStmt)
	if !ok || len(a.Lhs) != 1 || a.Tok != token.DEFINE || p.Siblings(a) == nil {
		return nil, false
	}
	lines, es := p.CopyLoop(file, p.Text(a.Lhs[0]), e)
	if lines == nil {
		return nil, false
	}
	rest := text.Insert(p.PosAfter(a), "\n"+strings.Join(lines[1:], "\n"))
	return append(es, text.ReplaceNode(a, lines[0]), rest), true
}

// changedByCallers reports whether a caller in the package writes to the map that a
// function returns: with a clone, the write would be lost.
func changedByCallers(p *repair.Planner, decl *ast.FuncDecl) bool {
	fn, _ := p.Info.Defs[decl.Name].(*types.Func)
	if fn == nil {
		return false
	}
	for _, f := range p.Files {
		for c := range text.All[*ast.CallExpr](p.Tree, f) {
			if p.Callee(c) == fn && writesToResult(p, c) {
				return true
			}
		}
	}
	return false
}

// writesToResult reports whether the code around a call writes to the map that it returns.
func writesToResult(p *repair.Planner, c *ast.CallExpr) bool {
	switch up := p.Parent(c).(type) {
	case *ast.IndexExpr:
		return p.IsWritten(up)
	case *ast.CallExpr:
		return p.Info.Types[up.Fun].IsBuiltin() && p.Text(up.Fun) != "len"
	case *ast.AssignStmt:
		return slices.ContainsFunc(up.Lhs, func(l ast.Expr) bool { return writesLater(p, l, up) })
	}
	return false
}

// writesLater reports whether a function writes to a map in a variable, other than where
// the assignment gives the variable its value.
func writesLater(p *repair.Planner, l ast.Expr, assign *ast.AssignStmt) bool {
	v, fn := p.VarOf(l), p.EnclosingFunc(assign)
	if v == nil || fn == nil || !code.IsMap(v.Type()) {
		return false
	}
	return slices.ContainsFunc(p.UsesOf(v, fn), func(u code.Use) bool { return u.Write && u.Node != ast.Node(assign) })
}
