package retype

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
)

// accesses rewrites all occurrences of the variable in the package.
func (m *mapRewrite) accesses() bool {
	for _, f := range m.Files {
		for id := range m.Occurrences(m.v, f) {
			if !m.access(m.Selected(id)) {
				return false
			}
		}
	}
	return true
}

// access rewrites one occurrence; it reports false if a sync.Map has nothing for it.
func (m *mapRewrite) access(e ast.Expr) bool {
	switch up := m.Parent(e).(type) {
	case *ast.KeyValueExpr:
		lit, ok := m.Parent(up).(*ast.CompositeLit)
		if !ok || up.Key != e || !m.empty(up.Value) {
			return false
		}
		m.removeElement(lit, up)
		return true
	case *ast.AssignStmt: // m = make(…)
		if len(up.Lhs) != 1 || up.Lhs[0] != e {
			return false
		}
		if !m.empty(up.Rhs[0]) || m.Siblings(up) == nil {
			return false
		}
		if lazy := m.lazily(up); lazy != nil {
			m.plan.Add(m.Planner.File(e.Pos()), m.RemoveStmt(lazy))
			return true
		}
		m.plan.Add(m.Planner.File(e.Pos()), m.RemoveStmt(up))
		return m.IsNewObject(code.Use{Expr: e, Node: up})
	case *ast.BinaryExpr: // m == nil, before m = make(…)
		i, ok := m.Parent(up).(*ast.IfStmt)
		if !ok || len(i.Body.List) != 1 {
			return false
		}
		a, ok := i.Body.List[0].(*ast.AssignStmt)
		return ok && m.lazily(a) == i
	case *ast.CallExpr:
		if !m.Info.Types[up.Fun].IsBuiltin() || m.Text(up.Fun) != "delete" || up.Args[0] != e {
			return false
		}
		key, ok := m.operand(up.Args[1], m.typ.Key())
		m.note(e, "Delete", up.Args[1])
		m.replace(up.Pos(), up.End(), m.Text(e)+".Delete("+key+")")
		return ok
	case *ast.IndexExpr:
		return up.X == e && m.element(e, up)
	}
	return false
}

// lazily returns the if statement that makes the map on demand by an assignment, of the
// form "if x.m == nil { x.m = make(…) }"; nil if it has another form.
func (m *mapRewrite) lazily(a *ast.AssignStmt) ast.Stmt {
	i, ok := m.Parent(m.Parent(a)).(*ast.IfStmt)
	if !ok || i.Init != nil || i.Else != nil {
		return nil
	}
	if len(i.Body.List) != 1 || m.Siblings(i) == nil {
		return nil
	}
	if len(a.Lhs) != 1 || !m.empty(a.Rhs[0]) || !m.isNilTest(i.Cond, a.Lhs[0]) {
		return nil
	}
	return i
}

// isNilTest reports whether a condition compares an expression with nil.
func (m *mapRewrite) isNilTest(cond, e ast.Expr) bool {
	c, ok := cond.(*ast.BinaryExpr)
	if !ok || c.Op != token.EQL {
		return false
	}
	return m.Text(c.X) == m.Text(e) && m.Text(c.Y) == "nil"
}

// removeElement deletes an element of a composite literal, with its line if nothing else is
// there.
func (m *mapRewrite) removeElement(lit *ast.CompositeLit, kv *ast.KeyValueExpr) {
	from, to := m.LineStart(kv.Pos()), m.LineEnd(kv.End())
	i := slices.Index(lit.Elts, ast.Expr(kv))
	before, after := strings.TrimSpace(m.TextBetween(from, kv.Pos())), strings.TrimSpace(m.TextBetween(kv.End(), to))
	switch {
	case before == "" && strings.HasPrefix(after, ","):
		m.replace(from, to+1, "")
	case i+1 < len(lit.Elts):
		m.replace(kv.Pos(), lit.Elts[i+1].Pos(), "")
	case i > 0:
		m.replace(lit.Elts[i-1].End(), kv.End(), "")
	default:
		m.replace(kv.Pos(), kv.End(), "")
	}
}

// note records an access, unless it is of a new object.
func (m *mapRewrite) note(e ast.Expr, kind string, key ast.Expr) {
	if m.IsNewObject(code.Use{Expr: e, Node: e}) {
		return
	}
	m.ops = append(m.ops, pointOp{m.thread(e), kind, m.Text(key)})
}

// thread returns the function around a node that runs on its own: a declared function, or a
// literal that a goroutine runs.
func (m *mapRewrite) thread(n ast.Node) ast.Node {
	fn := m.EnclosingFunc(n)
	for {
		lit, ok := fn.(*ast.FuncLit)
		call, called := m.Parent(lit).(*ast.CallExpr)
		if !ok || !called {
			return fn
		}
		callee := m.Callee(call)
		if m.IsSpawned(call) || callee != nil && callee.Name() == "Go" {
			return fn
		}
		if outer := m.EnclosingFunc(fn); outer != nil {
			fn = outer
		} else {
			return fn
		}
	}
}
