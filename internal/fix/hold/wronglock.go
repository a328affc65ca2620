package hold

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Swap takes the guard in place of another lock if the critical section of that lock
// accesses nothing shared but the map: the code takes the wrong lock.
func Swap(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	held := f.Access.Sync.Locks()
	hasGuard := len(f.Guards) > 0 || f.Stated.IsValid()
	if !hasGuard || f.Via.IsValid() || guard.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	if len(held) != 1 || held[0].Kind != state.Write {
		return "", nil
	}
	u, ok := p.UseAt(&f.Access.Access)
	if !ok {
		return "", nil
	}
	l, ok := p.LockAt(u.Expr, f.Guard, f.Way)
	fn := p.EnclosingFunc(u.Node)
	v := p.Target(u)
	if !ok || fn == nil || v == nil {
		return "", nil
	}
	if p.CalledUnder(fn, l.Var) {
		return "", nil
	}
	calls := sectionOf(p, fn, *held[0])
	if len(calls) != 2 || calls[0].Pos() > u.Pos() || !accessesOnly(p, fn, calls, v, l) {
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

// sectionOf returns the Lock and the Unlock of a lock in a function, nil if the function
// has other calls of the lock, or none.
func sectionOf(p *repair.Planner, fn ast.Node, m state.SyncFact) []*ast.SelectorExpr {
	name := m.Place.Owner + m.Place.Path
	if m.Place.Owner == "" {
		name = m.Place.Name
	}
	name = name[strings.LastIndexAny(name, ".:")+1:]
	var v *types.Var
	for sel := range text.All[*ast.SelectorExpr](p.Tree, text.Body(fn)) {
		if sel.Sel.Name != "Lock" {
			continue
		}
		if o := p.VarOf(sel.X); o != nil && o.Name() == name && code.IsLock(o.Type()) {
			v = o
		}
	}
	if v == nil {
		return nil
	}
	calls := p.LockCalls(fn, v)
	if len(calls) != 2 || calls[0].Sel.Name != "Lock" || calls[1].Sel.Name != "Unlock" {
		return nil
	}
	return calls
}

// accessesOnly reports whether a critical section accesses no shared variable but the map
// v: no other package variable, no other field of the object that has the lock, and
// calls no function of the package.
func accessesOnly(p *repair.Planner, fn ast.Node, calls []*ast.SelectorExpr, v *types.Var, l code.Lock) bool {
	from, to := calls[0].End(), calls[1].Pos()
	if call, ok := p.Parent(calls[1]).(*ast.CallExpr); ok && p.IsDeferred(call) {
		to = text.Body(fn).End()
	}
	for id := range text.All[*ast.Ident](p.Tree, text.Body(fn)) {
		inSection := from <= id.Pos() && id.Pos() <= to
		ofUnlock := calls[1].Pos() <= id.Pos() && id.Pos() < calls[1].End()
		if inSection && !ofUnlock && !isUnshared(p, id, v, l) {
			return false
		}
	}
	return true
}

// isUnshared reports whether a name in a critical section does not denote something that
// the lock may guard.
func isUnshared(p *repair.Planner, id *ast.Ident, v *types.Var, l code.Lock) bool {
	switch obj := p.Info.Uses[id].(type) {
	case *types.Func:
		return obj.Pkg() != p.Pkg
	case *types.Var:
		local := obj.Parent() != p.Pkg.Scope() && !obj.IsField()
		if local || obj.Origin() == v {
			return true
		}
		return isKey(p, id) || ofOtherObject(p, id, l)
	}
	return true
}

// isKey reports whether an identifier is the key of a composite literal.
func isKey(p *repair.Planner, id *ast.Ident) bool {
	kv, ok := p.Parent(id).(*ast.KeyValueExpr)
	return ok && kv.Key == ast.Expr(id)
}

// ofOtherObject reports whether an identifier is an exported field of another object than
// the one that has lock l.
func ofOtherObject(p *repair.Planner, id *ast.Ident, l code.Lock) bool {
	sel, ok := p.Parent(id).(*ast.SelectorExpr)
	if !ok || l.Base == nil || !id.IsExported() {
		return false
	}
	return !strings.HasPrefix(p.Text(sel.X)+".", p.Text(l.Base)+".")
}
