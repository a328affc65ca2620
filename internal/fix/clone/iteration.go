package clone

import (
	"fmt"
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// An iteration is an iterator that a function returns.
type iteration struct {
	*repair.Planner
	f    *conflict.Finding
	fn   *ast.FuncDecl
	ret  *ast.ReturnStmt
	held bool // the function holds a lock where it makes the iterator
}

// literal returns the function literal that the function returns, nil if there is none.
func (c *iteration) literal() *ast.FuncLit {
	for _, res := range c.ret.Results {
		e := ast.Unparen(res)
		if conv, ok := e.(*ast.CallExpr); ok && c.Info.Types[conv.Fun].IsType() && len(conv.Args) == 1 {
			e = ast.Unparen(conv.Args[0])
		}
		if id, ok := e.(*ast.Ident); ok && c.Definition(id) != nil {
			e = ast.Unparen(c.Definition(id))
		}
		if lit, ok := e.(*ast.FuncLit); ok {
			return lit
		}
	}
	return nil
}

// calls copies the map in the calls of maps.Keys, Values or All that make the iterator.
func (c *iteration) calls() *repair.Plan {
	plan := repair.NewPlan("")
	done := false
	for made := range text.All[*ast.CallExpr](c.Tree, c.fn.Body) {
		if c.EnclosingFunc(made) != ast.Node(c.fn) || iteratorCall(c.Planner, made) == nil || !c.kept(made) {
			continue
		}
		l, ok := c.LockAt(c.definitionOf(made.Args[0]), c.f.Guard, c.f.Way)
		if !ok {
			continue
		}
		if !c.copyIn(plan, made, l) {
			return nil
		}
		done = true
	}
	if !done {
		return nil
	}
	return plan
}

// definitionOf returns the value of a local variable that gets no other, and other
// expressions as they are.
func (c *iteration) definitionOf(e ast.Expr) ast.Expr {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok && c.Definition(id) != nil {
		return c.Definition(id)
	}
	return e
}

// copyIn adds to a plan what makes the iterator of a call one over a copy, under lock l.
func (c *iteration) copyIn(plan *repair.Plan, made *ast.CallExpr, l code.Lock) bool {
	es, ok := overCopy(c.Planner, made)
	if !ok {
		return false
	}
	m := made.Args[0]
	if c.held && c.HeldAs(c.fn, l.Var, made.Pos()) == "" {
		return false
	}
	if !c.held && !(text.Contains(c.ret, made) && lockReturn(c.Planner, plan, c.fn, m, l)) {
		return false
	}
	plan.Message = fmt.Sprintf("return an iterator over a copy of %s", c.Text(m))
	plan.Add(c.File(made.Pos()), es...)
	return true
}

// kept reports whether an expression is the value of a variable or of a return statement.
func (c *iteration) kept(e ast.Expr) bool {
	for n := range c.Enclosing(e) {
		switch n := n.(type) {
		case *ast.ReturnStmt, *ast.AssignStmt, *ast.ValueSpec:
			return true
		case *ast.ParenExpr:
		case *ast.CallExpr:
			if !c.Info.Types[n.Fun].IsType() {
				return false
			}
		default:
			return false
		}
	}
	return false
}

// inLiteral copies the map that a literal ranges over: before the return statement, under
// the lock that is held there, or else in the literal.
func (c *iteration) inLiteral(lit *ast.FuncLit) *repair.Plan {
	loop := c.onlyLoop(lit)
	if loop == nil {
		return nil
	}
	m := loop.X
	plan := repair.NewPlan(fmt.Sprintf("return an iterator over a copy of %s", c.Text(m)))
	if id, ok := ast.Unparen(m).(*ast.Ident); ok && c.held {
		return c.copyCaptured(plan, id)
	}
	l, ok := c.LockAt(m, c.f.Guard, c.f.Way)
	if !ok || c.VarOf(m) == nil || len(c.UsesOf(c.VarOf(m), lit)) != 1 {
		return nil
	}
	file := c.File(lit.Pos())
	if !c.held {
		es, ok := section.Cover(c.Planner, lit, l, []code.Use{{Expr: m, Node: loop, IsOperation: true}})
		plan.Add(file, es...)
		if !ok {
			return nil
		}
		return plan
	}
	snippet, es := c.CloneText(file, m)
	name := c.Fresh(c.fn, c.ret.Pos(), "copied", "snapshot")
	if snippet == "" || name == "" {
		return nil
	}
	if !text.Contains(c.ret, lit) || c.HeldAs(c.fn, l.Var, c.ret.Pos()) == "" {
		return nil
	}
	plan.Add(file, es...)
	plan.Add(file, text.Insert(c.PosBefore(c.ret), name+" := "+snippet+"\n"), text.ReplaceNode(m, name))
	return plan
}

// onlyLoop returns the only loop over a map in a literal, nil if there are others or none.
func (c *iteration) onlyLoop(lit *ast.FuncLit) (only *ast.RangeStmt) {
	for loop := range text.All[*ast.RangeStmt](c.Tree, lit.Body) {
		if !code.IsMap(code.TypeOf(c.Info, loop.X)) {
			continue
		}
		if only != nil {
			return nil
		}
		only = loop
	}
	return only
}

// copyCaptured copies the map where the captured variable gets it.
func (c *iteration) copyCaptured(plan *repair.Plan, id *ast.Ident) *repair.Plan {
	v := c.VarOf(id)
	var def ast.Expr
	for a := range text.All[*ast.AssignStmt](c.Tree, c.fn.Body) {
		if len(a.Lhs) == 1 && len(a.Rhs) == 1 && c.VarOf(a.Lhs[0]) == v {
			def = a.Rhs[0]
		}
	}
	if def == nil || v == nil || !c.NeverReassigned(v) {
		return nil
	}
	l, ok := c.LockAt(def, c.f.Guard, c.f.Way)
	snippet, es := c.CloneText(c.File(def.Pos()), def)
	if !ok || snippet == "" || c.HeldAs(c.fn, l.Var, def.Pos()) == "" {
		return nil
	}
	plan.Add(c.File(def.Pos()), append(es, text.ReplaceNode(def, snippet))...)
	return plan
}
