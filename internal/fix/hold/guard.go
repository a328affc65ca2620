// Package hold has the fixers of maps that have a guard: they take the guard where an
// access lacks it, in the function of the access or where that function is called; take
// it instead of a wrong lock; take it for writing; or hold it from a look-up to the
// store that follows from it.
//
// Fixers for maps without a guard belong in package declare.
package hold

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Guard puts an access, with the others of its function that need it, under
// the guard that the map has.
func Guard(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.HasGuard || conflict.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	u, l, way := findAccess(p, f)
	if way == notFound {
		return "", nil
	}
	fn := p.EnclosingFunc(u.Node)
	if fn == nil || !p.TakesOnly(fn, l) && (!safeOrder(p, f, l) || p.CalledUnder(fn, l.Var)) || f.Way == conflict.ByOwner && way != byName && !otherTakes(p, f, l) {
		return "", nil
	}
	if owner := p.Owners[repair.LockIn{Func: fn, Lock: l.Expr}]; owner != "" {
		return owner, func() *repair.Plan { return nil }
	}
	key := fmt.Sprintf("guard %d %s", fn.Pos(), l.Expr)
	if way == byCall {
		key += fmt.Sprintf(" %d", f.Via)
	}
	return key, func() *repair.Plan {
		plan := repair.NewPlan(fmt.Sprintf("hold %s", l.Expr))
		uses := []code.Use{u}
		if way != byCall {
			uses = withSameLock(p, fn, l, unlockedUses(p, f, fn, u, l))
		}
		es, ok := section.Cover(p, fn, l, uses)
		if !ok || way != byCall && !coverElsewhere(p, plan, f, fn) {
			return nil
		}
		plan.Add(p.File(fn.Pos()), es...)
		return plan
	}
}

// reached says how the place is known that is to come under a lock.
type reached uint8

const (
	notFound reached = iota
	direct           // the access, under the lock of an object on the way to the map
	byName           // the access, under a lock that the other access calls by its name
	byCall           // the call that leads to the access
)

// findAccess returns what a finding is about and the lock that it needs: the access
// itself, or the call of a function that relies on its callers, unless that takes
// the lock elsewhere by itself.
func findAccess(p *repair.Planner, f *conflict.Finding) (code.Use, code.Lock, reached) {
	u, found := p.UseAt(&f.Access.Access)
	var l code.Lock
	ok := false
	if found {
		l, ok = p.LockAt(u.Expr, f.Guard, f.Way)
	}
	switch {
	case ok && (!f.Via.IsValid() || p.TakesOnly(p.EnclosingFunc(u.Node), l)):
		return u, l, direct
	case f.Via.IsValid():
		if u, l, ok = callUnderLock(p, f); ok {
			return u, l, byCall
		}
	case found:
		if l, ok = lockBeside(p, f, u); ok {
			return u, l, byName
		}
	}
	return code.Use{}, code.Lock{}, notFound
}

// lockBeside finds the lock that the other access holds by its name there, where
// it is a local variable of the function of the access that has no other value.
func lockBeside(p *repair.Planner, f *conflict.Finding, u code.Use) (code.Lock, bool) {
	other, ok := p.UseAt(&f.Other.Access)
	if !ok || p.EnclosingFunc(other.Node) == nil {
		return code.Lock{}, false
	}
	fn := p.EnclosingFunc(other.Node)
	var found []code.Lock
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok || sel.Sel.Name != "Lock" && sel.Sel.Name != "RLock" {
			return true
		}
		id, ok := sel.X.(*ast.Ident)
		if !ok {
			return true
		}
		v := code.AsVar(p.Info.Uses[id])
		if v == nil || v.Parent() == p.Pkg.Scope() || v.IsField() || p.Lookup(id.Name, u.Node.Pos()) != types.Object(v) ||
			p.HeldAs(fn, v, other.Pos()) == "" || !p.NeverReassigned(v) {
			return true
		}
		if !slices.ContainsFunc(found, func(l code.Lock) bool { return l.Var == v }) {
			found = append(found, code.Lock{Expr: id.Name, Var: v, Shared: code.HasMethod(v.Type(), p.Pkg, "RLock")})
		}
		return true
	})
	if len(found) != 1 || !code.IsLock(found[0].Var.Type()) {
		return code.Lock{}, false
	}
	return found[0], true
}

// otherTakes reports whether the other access goes through the object of lock l
// and its function takes that lock.
func otherTakes(p *repair.Planner, f *conflict.Finding, l code.Lock) bool {
	u, ok := p.UseAt(&f.Other.Access)
	if !ok {
		return false
	}
	other, ok := p.OwnerLock(u.Expr, f.Guard)
	fn := p.EnclosingFunc(u.Node)
	return ok && fn != nil && other.Var == l.Var && len(p.LockCalls(fn, l.Var)) > 0
}

// callUnderLock returns the call that leads to an access, and the lock as the
// caller names it: a function that says that its callers hold the lock does not
// take it.
func callUnderLock(p *repair.Planner, f *conflict.Finding) (code.Use, code.Lock, bool) {
	call := p.CallAt(f.Via)
	if call == nil {
		return code.Use{}, code.Lock{}, false
	}
	u := code.Use{Node: call, Expr: call, Write: f.Access.Op.Writes(), IsOperation: true}
	l, ok := p.LockFrom(p.EnclosingFunc(call), call.Pos(), f.Access.Place, f.Guard, f.Way)
	return u, l, ok
}
