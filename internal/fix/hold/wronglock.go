package hold

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Swap takes the guard instead of another lock, where the critical section
// of that one is about nothing but the map: somebody has taken the wrong one.
func Swap(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	held := f.Access.Marks.Locks()
	if len(f.Guards) == 0 && !f.Stated.IsValid() || f.Via.IsValid() || len(held) != 1 || held[0].Mode != state.Write || conflict.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	if !ok {
		return "", nil
	}
	l, ok := p.LockAt(u.Expr, f.Guard, f.Way)
	fn := p.EnclosingFunc(u.Node)
	v := p.Target(u)
	if !ok || fn == nil || v == nil || p.CalledUnder(fn, l.Var) {
		return "", nil
	}
	calls := callsOf(p, fn, *held[0])
	if len(calls) != 2 || calls[0].Pos() > u.Pos() || !aboutOnly(p, fn, calls, v, l) {
		return "", nil
	}
	return fmt.Sprintf("swap %d %s", fn.Pos(), l.Expr), func() *repair.Plan {
		plan := repair.NewPlan(fmt.Sprintf("hold %s, not %s", l.Expr, p.Text(calls[0].X)))
		for _, c := range calls {
			plan.Add(p.File(fn.Pos()), text.ReplaceNode(c.X, l.Expr))
		}
		return plan
	}
}

// callsOf returns a Lock and an Unlock of a lock in a function, nil if there are
// others or none.
func callsOf(p *repair.Planner, fn ast.Node, m state.Mark) []*ast.SelectorExpr {
	name := m.Place.Owner + m.Place.Path
	if m.Place.Owner == "" {
		name = m.Place.Name
	}
	name = name[strings.LastIndexAny(name, ".:")+1:]
	var v *types.Var
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Lock" {
			if o := p.VarOf(sel.X); o != nil && o.Name() == name && code.IsLock(o.Type()) {
				v = o
			}
		}
		return true
	})
	if v == nil {
		return nil
	}
	calls := p.LockCalls(fn, v)
	if len(calls) != 2 || calls[0].Sel.Name != "Lock" || calls[1].Sel.Name != "Unlock" {
		return nil
	}
	return calls
}

// aboutOnly reports whether a critical section touches no variable that others
// have but the map v: none of the package, no other field of the object that
// has the lock, and none in functions of the package.
func aboutOnly(p *repair.Planner, fn ast.Node, calls []*ast.SelectorExpr, v *types.Var, l code.Lock) bool {
	from, to := calls[0].End(), calls[1].Pos()
	if call, ok := p.Parent(calls[1]).(*ast.CallExpr); ok {
		if _, deferred := p.Parent(call).(*ast.DeferStmt); deferred {
			to = text.Body(fn).End()
		}
	}
	only := true
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || id.Pos() < from || id.Pos() > to || id.Pos() >= calls[1].Pos() && id.Pos() < calls[1].End() {
			return true
		}
		only = only && harmlessName(p, id, v, l)
		return true
	})
	return only
}

// harmlessName reports whether a name in a critical section is not of something that
// its lock may be there for.
func harmlessName(p *repair.Planner, id *ast.Ident, v *types.Var, l code.Lock) bool {
	switch obj := p.Info.Uses[id].(type) {
	case *types.Func:
		return obj.Pkg() != p.Pkg
	case *types.Var:
		if obj.Origin() == v || obj.Parent() != p.Pkg.Scope() && !obj.IsField() {
			return true
		}
		sel, ok := p.Parent(id).(*ast.SelectorExpr)
		kv, key := p.Parent(id).(*ast.KeyValueExpr)
		return key && kv.Key == ast.Expr(id) || ok && l.Base != nil && !strings.HasPrefix(p.Text(sel.X)+".", p.Text(l.Base)+".") && token.IsExported(obj.Name())
	}
	return true
}
