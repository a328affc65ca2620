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

// iteration is an iterator that a function returns.
type iteration struct {
	*repair.Planner
	f    *conflict.Finding
	fn   *ast.FuncDecl
	ret  *ast.ReturnStmt
	held bool // the lock, where the iterator is made
}

// literal returns the function literal that is returned, nil if there is none.
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

// calls copies the map where the function calls maps.Keys, Values or All for what it
// returns.
func (c *iteration) calls() *repair.Plan {
	plan := repair.NewPlan("")
	done := false
	ast.Inspect(c.fn.Body, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		made := iteratorCall(c.Planner, e)
		if made == nil || n != ast.Node(made) || !c.kept(made) {
			return true
		}
		m := made.Args[0]
		def := m
		if id, ok := ast.Unparen(m).(*ast.Ident); ok && c.Definition(id) != nil {
			def = c.Definition(id)
		}
		l, ok := c.LockAt(def, c.f.Guard, c.f.Way)
		if !ok {
			return true
		}
		es, ok := overCopy(c.Planner, made)
		if !ok || !c.held && !lockReturn(c.Planner, plan, c.fn, m, l, text.Contains(c.ret, made)) || c.held && c.HeldAs(c.fn, l.Var, made.Pos()) == "" {
			plan.Bad = true
			return false
		}
		plan.Message = fmt.Sprintf("return an iterator over a copy of %s", c.Text(m))
		plan.Add(c.File(made.Pos()), es...)
		done = true
		return true
	})
	if !done || plan.Bad {
		return nil
	}
	return plan
}

// kept reports whether a call is the value of a variable or of a return.
func (c *iteration) kept(e ast.Expr) bool {
	for n := c.Parent(e); n != nil; n = c.Parent(n) {
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

// inLiteral copies the map that a literal ranges over: before the return, under the lock
// that is held there, or else in the literal.
func (c *iteration) inLiteral(lit *ast.FuncLit) *repair.Plan {
	var loop *ast.RangeStmt
	others := false
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok || !code.IsMap(code.TypeOf(c.Info, r.X)) {
			return true
		}
		others = others || loop != nil
		loop = r
		return true
	})
	if loop == nil || others {
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
	if !c.held {
		es, ok := section.Cover(c.Planner, lit, l, []code.Use{{Expr: m, Node: loop, IsOperation: true}})
		plan.Add(c.File(lit.Pos()), es...)
		if !ok {
			return nil
		}
		return plan
	}
	file := c.File(lit.Pos())
	snippet, es := c.CloneText(file, m)
	name := c.Fresh(c.fn, c.ret.Pos(), "copied", "snapshot")
	if snippet == "" || name == "" || !text.Contains(c.ret, lit) || c.HeldAs(c.fn, l.Var, c.ret.Pos()) == "" {
		return nil
	}
	at := c.PosBefore(c.ret)
	plan.Add(file, es...)
	plan.Add(file, text.Insert(at, name+" := "+snippet+"\n"), text.ReplaceNode(m, name))
	return plan
}

// copyCaptured copies a map where a captured variable gets it.
func (c *iteration) copyCaptured(plan *repair.Plan, id *ast.Ident) *repair.Plan {
	v := c.VarOf(id)
	var def ast.Expr
	ast.Inspect(c.fn.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 && c.VarOf(a.Lhs[0]) == v {
			def = a.Rhs[0]
		}
		return true
	})
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
