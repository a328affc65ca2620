package hold

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
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// LookAgain looks the key up again under the lock of the store, and makes a value
// only if there is still none: double-checked locking, where what lies between
// the look-up and the store takes too long for one critical section.
func LookAgain(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, ok := p.UseAt(&f.Access.Access)
	if !ok || !f.Locked || f.Computed {
		return "", nil
	}
	store, _ := p.Parent(u.Node).(*ast.AssignStmt)
	elem, isElem := u.Node.(*ast.IndexExpr)
	if store == nil || !isElem || store.Tok != token.ASSIGN || len(store.Lhs) != 1 || p.Siblings(store) == nil {
		return "", nil
	}
	return fmt.Sprintf("again %d", store.Pos()), func() *repair.Plan {
		a := again{Planner: p, fn: p.EnclosingFunc(store), store: store, elem: elem, look: f.Other.Pos.At()}
		if !a.section() || !a.missing() || !a.rewrite() {
			return nil
		}
		plan := repair.NewPlan(fmt.Sprintf("look up %s again under the lock", p.Text(elem)))
		plan.Add(p.File(store.Pos()), a.edits...)
		return plan
	}
}

// again is a store that follows from a look-up in an earlier critical section.
type again struct {
	*repair.Planner
	fn    ast.Node
	store *ast.AssignStmt
	elem  *ast.IndexExpr // what is stored to
	look  token.Pos
	run   []ast.Stmt // from the Lock to the store: what makes the value
	ahead ast.Stmt   // the statement before the Lock
	byNil bool       // a value is missing if it is nil
	edits []text.Edit
}

// section finds the statements of the critical section up to the store.
func (a *again) section() bool {
	list := a.Siblings(a.store)
	end := slices.Index(list, ast.Stmt(a.store))
	for i := end - 1; i >= 0; i-- {
		name := a.lockStmt(list[i])
		if strings.HasSuffix(name, "Unlock") {
			if _, deferred := list[i].(*ast.DeferStmt); !deferred {
				return false
			}
		}
		if name != "Lock" {
			continue
		}
		if i > 0 {
			a.ahead = list[i-1]
		}
		if _, deferred := list[i+1].(*ast.DeferStmt); deferred {
			i++
		}
		a.run = list[i+1 : end+1]
		return list[end].Pos() > a.look && list[i].Pos() > a.look
	}
	return false
}

// lockStmt returns the method of a lock that a statement calls, "" for others.
func (a *again) lockStmt(s ast.Stmt) string {
	var c *ast.CallExpr
	switch s := s.(type) {
	case *ast.ExprStmt:
		c, _ = s.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		c = s.Call
	}
	if c == nil || a.Callee(c) == nil || a.LockOfCall(c, a.Callee(c)) == nil {
		return ""
	}
	return a.Callee(c).Name()
}

// missing reports whether the store is only reached if the look-up has found
// nothing: it is in the branch for that, or behind a branch for the other case
// which always leaves.
func (a *again) missing() bool {
	lookup := a.lookUp()
	if lookup == nil {
		return false
	}
	found, _ := lookup.Lhs[len(lookup.Lhs)-1].(*ast.Ident)
	if a.byNil = len(lookup.Lhs) == 1; found == nil || found.Name == "_" || a.byNil && !nilable(a.Info.TypeOf(found)) {
		return false
	}
	obj := a.Info.ObjectOf(found)
	if a.setAgain(obj, lookup) {
		return false
	}
	for n := ast.Node(a.store); n != a.fn && n != nil; n = a.Parent(n) {
		if i, ok := a.Parent(n).(*ast.IfStmt); ok {
			if n == i.Body && a.tells(i.Cond, obj, false) || n == i.Else && a.tells(i.Cond, obj, true) {
				return true
			}
		}
		s, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		for _, before := range a.Siblings(s) {
			i, ok := before.(*ast.IfStmt)
			if ok && i.Pos() < n.Pos() && i.End() > lookup.Pos() && i.Else == nil && a.tells(i.Cond, obj, true) && text.Terminates(i.Body.List) {
				return true
			}
		}
	}
	return false
}

// setAgain reports whether a variable gets another value between the look-up and
// the store.
func (a *again) setAgain(obj types.Object, lookup *ast.AssignStmt) bool {
	again := false
	ast.Inspect(text.Body(a.fn), func(n ast.Node) bool {
		if s, ok := n.(*ast.AssignStmt); ok && lookup.End() < s.Pos() && s.Pos() < a.run[0].Pos() && s != a.ahead {
			again = again || slices.ContainsFunc(s.Lhs, func(l ast.Expr) bool {
				id, ok := l.(*ast.Ident)
				return ok && a.Info.ObjectOf(id) == obj
			})
		}
		return !again
	})
	return again
}

// rewrite makes the edits: the look-up, and what makes the value in a branch.
func (a *again) rewrite() bool {
	value, _ := ast.Unparen(a.store.Rhs[0]).(*ast.Ident)
	var v *types.Var
	if value != nil {
		v = code.AsVar(a.Info.Uses[value])
	}
	found := ""
	if !a.byNil {
		if found = a.Fresh(a.fn, a.store.Pos(), "ok", "found", "exists", "present", "stored"); found == "" {
			return false
		}
	}
	if !a.closed(v) || v != nil && !types.Identical(v.Type(), a.Info.TypeOf(a.elem)) {
		return false
	}
	if v == nil { // made where it is stored, or a constant
		return value == nil && a.unnamed(found)
	}
	if def := a.defined(v); def != nil {
		a.edits = append(a.edits, text.Replace(def.TokPos, def.TokPos+token.Pos(len(":=")), "="))
		return a.declares(v.Name(), found)
	}
	return a.replaces(v, found)
}

// unnamed makes the branch for a value that no variable has.
func (a *again) unnamed(found string) bool {
	if a.byNil {
		return a.wrap("if " + a.Text(a.elem) + " == nil {")
	}
	return a.wrap("if _, " + found + " := " + a.Text(a.elem) + "; !" + found + " {")
}

// declares makes the branch for a variable that the section declares: it gets what
// is there, or else a new value.
func (a *again) declares(name, found string) bool {
	if a.byNil {
		return a.wrap(name + " := " + a.Text(a.elem) + "\nif " + name + " == nil {")
	}
	return a.wrap(name + ", " + found + " := " + a.Text(a.elem) + "\nif !" + found + " {")
}

// replaces makes the branches for a variable of before: it gets what is there, or
// else what it gets now.
func (a *again) replaces(v *types.Var, found string) bool {
	name := a.Fresh(a.fn, a.store.Pos(), "existing", "other", "current")
	if name == "" || !a.reassigned(v) && !a.discardable(v) {
		return false
	}
	behind := " {\n" + v.Name() + " = " + name + "\n} else {"
	if a.byNil {
		return a.wrap("if " + name + " := " + a.Text(a.elem) + "; " + name + " != nil" + behind)
	}
	return a.wrap("if " + name + ", " + found + " := " + a.Text(a.elem) + "; " + found + behind)
}

// wrap puts the section up to the store into the branch that some text opens.
func (a *again) wrap(opens string) bool {
	start, end := a.PosBefore(a.run[0]), a.PosAfter(a.store)
	a.edits = append(a.edits, text.Insert(start, opens+"\n"), text.Insert(end, "\n}"))
	return true
}
