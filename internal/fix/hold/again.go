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

// LookAgain looks the key up again under the lock of the store, and makes a value only if
// the map still has none: double-checked locking, for code between the look-up and the
// store that is too slow for one critical section.
func LookAgain(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	u, ok := p.UseAt(&f.Access.Access)
	if !ok || !f.Locked || f.Computed {
		return "", nil
	}
	store, _ := p.Parent(u.Node).(*ast.AssignStmt)
	elem, isElem := u.Node.(*ast.IndexExpr)
	if store == nil || !isElem || p.Siblings(store) == nil {
		return "", nil
	}
	if store.Tok != token.ASSIGN || len(store.Lhs) != 1 {
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

// again is a store that depends on a look-up in an earlier critical section.
type again struct {
	*repair.Planner
	fn    ast.Node
	store *ast.AssignStmt
	elem  *ast.IndexExpr // the element that the store sets
	look  token.Pos
	run   []ast.Stmt // from the Lock to the store: the code that makes the value
	ahead ast.Stmt   // the statement before the Lock
	byNil bool       // the look-up finds nothing if its value is nil
	edits []text.Edit
}

// section finds the statements of the critical section up to the store; it reports false
// if the section does not begin after the look-up, in the same list.
func (a *again) section() bool {
	list := a.Siblings(a.store)
	end := slices.Index(list, ast.Stmt(a.store))
	for i := end - 1; i >= 0; i-- {
		name := a.lockStmt(list[i])
		if _, deferred := list[i].(*ast.DeferStmt); !deferred && strings.HasSuffix(name, "Unlock") {
			return false
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

// lockStmt returns the method of a lock that a statement calls, "" if it calls none.
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

// missing reports whether the code reaches the store only if the look-up has found
// nothing: the store is in the branch for that case, or after a branch for the other case
// that always leaves.
func (a *again) missing() bool {
	lookup := a.lookUp()
	if lookup == nil {
		return false
	}
	found, _ := lookup.Lhs[len(lookup.Lhs)-1].(*ast.Ident)
	if found == nil || found.Name == "_" {
		return false
	}
	if a.byNil = len(lookup.Lhs) == 1; a.byNil && !nilable(a.Info.TypeOf(found)) {
		return false
	}
	obj := a.Info.ObjectOf(found)
	if a.setAgain(obj, lookup) {
		return false
	}
	for n := ast.Node(a.store); n != a.fn && n != nil; n = a.Parent(n) {
		if a.inMissingBranch(n, obj) {
			return true
		}
		s, ok := n.(ast.Stmt)
		if ok && slices.ContainsFunc(a.Siblings(s), func(t ast.Stmt) bool {
			return lookup.Pos() < t.End() && t.Pos() < s.Pos() && a.leavesIfFound(t, obj)
		}) {
			return true
		}
	}
	return false
}

// inMissingBranch reports whether a node is the branch of an if statement for the case
// that the look-up has found nothing.
func (a *again) inMissingBranch(n ast.Node, found types.Object) bool {
	i, ok := a.Parent(n).(*ast.IfStmt)
	if !ok {
		return false
	}
	switch n {
	case ast.Node(i.Body):
		return a.tells(i.Cond, found, ifMissing)
	case ast.Node(i.Else):
		return a.tells(i.Cond, found, ifFound)
	}
	return false
}

// leavesIfFound reports whether a statement leaves the list if the look-up has found
// something.
func (a *again) leavesIfFound(s ast.Stmt, found types.Object) bool {
	i, ok := s.(*ast.IfStmt)
	if !ok || i.Else != nil {
		return false
	}
	return a.tells(i.Cond, found, ifFound) && text.Terminates(i.Body.List)
}

// setAgain reports whether a variable gets another value between the look-up and the
// store.
func (a *again) setAgain(obj types.Object, lookup *ast.AssignStmt) bool {
	for s := range text.All[*ast.AssignStmt](a.Tree, text.Body(a.fn)) {
		between := lookup.End() < s.Pos() && s.Pos() < a.run[0].Pos() && s != a.ahead
		if between && a.sets(s, obj) {
			return true
		}
	}
	return false
}

// sets reports whether a statement assigns to a variable.
func (a *again) sets(s *ast.AssignStmt, obj types.Object) bool {
	return slices.ContainsFunc(s.Lhs, func(l ast.Expr) bool {
		id, ok := l.(*ast.Ident)
		return ok && a.Info.ObjectOf(id) == obj
	})
}

// rewrite makes the edits: a second look-up, and a branch around the code that makes the
// value.
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
	if v == nil { // the store makes the value itself
		return value == nil && a.unnamed(found)
	}
	if def := a.defined(v); def != nil {
		a.edits = append(a.edits, text.Replace(def.TokPos, def.TokPos+token.Pos(len(":=")), "="))
		return a.declares(v.Name(), found)
	}
	return a.replaces(v, found)
}

// unnamed makes the branch for a value without a variable.
func (a *again) unnamed(found string) bool {
	if a.byNil {
		return a.wrap("if " + a.Text(a.elem) + " == nil {")
	}
	return a.wrap("if _, " + found + " := " + a.Text(a.elem) + "; !" + found + " {")
}

// declares makes the branch for a variable that the section declares: it gets the element
// of the map, or else a new value.
func (a *again) declares(name, found string) bool {
	if a.byNil {
		return a.wrap(name + " := " + a.Text(a.elem) + "\nif " + name + " == nil {")
	}
	return a.wrap(name + ", " + found + " := " + a.Text(a.elem) + "\nif !" + found + " {")
}

// replaces makes the branches for a variable declared earlier: it gets the element of the
// map, or else the value that it gets now.
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

// wrap puts the section up to the store into a branch, which some source opens.
func (a *again) wrap(opens string) bool {
	start, end := a.PosBefore(a.run[0]), a.PosAfter(a.store)
	a.edits = append(a.edits, text.Insert(start, opens+"\n"), text.Insert(end, "\n}"))
	return true
}
