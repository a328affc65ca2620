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
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Guard brings an access under the guard of its map, with the other accesses of the
// function that need the guard.
func Guard(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	if !f.HasGuard || guard.Holds(&f.Access.Access, f.Guard) {
		return "", nil
	}
	u, l, way := findAccess(p, f)
	if way == notFound {
		return "", nil
	}
	fn := p.EnclosingFunc(u.Node)
	if fn == nil || !mayTake(p, f, fn, l) {
		return "", nil
	}
	if f.Way == guard.ByOwner && way != byName && !otherTakes(p, f, l) {
		return "", nil // the guard may be that of another object
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

// mayTake reports whether a function may take the guard at the access of a finding: it
// does so elsewhere, or no caller holds the guard and the order of locks is safe.
func mayTake(p *repair.Planner, f *conflict.Finding, fn ast.Node, l code.Lock) bool {
	return p.TakesOnly(fn, l) || safeOrder(p, f, l) && !p.CalledUnder(fn, l.Var)
}

// A foundBy says how the code and the lock that a finding needs were found.
type foundBy uint8

const (
	notFound foundBy = iota
	direct           // the access, under the lock of an object that its expression goes through
	byName           // the access, under the lock that the other access names
	byCall           // the call that leads to the access
)

// findAccess returns the code that needs a lock, and the lock: the access, or the call of
// a function that relies on its callers to hold the lock.
func findAccess(p *repair.Planner, f *conflict.Finding) (code.Use, code.Lock, foundBy) {
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

// lockBeside finds the lock that the other access holds, if it is one local variable that
// the code at the access can name too.
func lockBeside(p *repair.Planner, f *conflict.Finding, u code.Use) (code.Lock, bool) {
	other, ok := p.UseAt(&f.Other.Access)
	if !ok || p.EnclosingFunc(other.Node) == nil {
		return code.Lock{}, false
	}
	fn := p.EnclosingFunc(other.Node)
	var found []code.Lock
	for sel := range text.All[*ast.SelectorExpr](p.Tree, text.Body(fn)) {
		id, ok := sel.X.(*ast.Ident)
		if !ok || sel.Sel.Name != "Lock" && sel.Sel.Name != "RLock" {
			continue
		}
		v := code.AsVar(p.Info.Uses[id])
		if v == nil || v.IsField() || v.Parent() == p.Pkg.Scope() {
			continue // not a local variable
		}
		if p.Lookup(id.Name, u.Node.Pos()) != types.Object(v) || !p.NeverReassigned(v) {
			continue // something else at the access
		}
		if p.HeldAs(fn, v, other.Pos()) == "" {
			continue
		}
		if !slices.ContainsFunc(found, func(l code.Lock) bool { return l.Var == v }) {
			found = append(found, code.Lock{Expr: id.Name, Var: v, Shared: code.HasMethod(v.Type(), p.Pkg, "RLock")})
		}
	}
	if len(found) != 1 || !code.IsLock(found[0].Var.Type()) {
		return code.Lock{}, false
	}
	return found[0], true
}

// otherTakes reports whether the expression of the other access goes through the object
// that has lock l, and its function takes that lock.
func otherTakes(p *repair.Planner, f *conflict.Finding, l code.Lock) bool {
	u, ok := p.UseAt(&f.Other.Access)
	if !ok {
		return false
	}
	other, ok := p.OwnerLock(u.Expr, f.Guard)
	if !ok || other.Var != l.Var {
		return false
	}
	fn := p.EnclosingFunc(u.Node)
	return fn != nil && len(p.LockCalls(fn, l.Var)) > 0
}

// callUnderLock returns the call that leads to an access, and the lock as the caller names
// it.
func callUnderLock(p *repair.Planner, f *conflict.Finding) (code.Use, code.Lock, bool) {
	call := p.CallAt(f.Via)
	if call == nil {
		return code.Use{}, code.Lock{}, false
	}
	u := code.Use{Node: call, Expr: call, Write: f.Access.Op.Writes(), IsOperation: true}
	l, ok := p.LockFrom(p.EnclosingFunc(call), call.Pos(), f.Access.Place, f.Guard, f.Way)
	return u, l, ok
}
