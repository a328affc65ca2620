package fix

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
)

// lookAgain looks the key up again under the lock of the store, and makes a value
// only if there is still none: double-checked locking, where what lies between
// the look-up and the store takes too long for one critical section.
func lookAgain(p *planner, f *conflict.Finding) (string, func() *Plan) {
	u, ok := p.useAt(&f.Access.Access)
	if !ok || !f.Locked || f.Computed {
		return "", nil
	}
	store, _ := p.parent(u.node).(*ast.AssignStmt)
	elem, isElem := u.node.(*ast.IndexExpr)
	if store == nil || !isElem || store.Tok != token.ASSIGN || len(store.Lhs) != 1 || p.siblings(store) == nil {
		return "", nil
	}
	return fmt.Sprintf("again %d", store.Pos()), func() *Plan {
		a := again{planner: p, fn: p.function(store), store: store, elem: elem, look: f.Other.Pos.At()}
		if !a.section() || !a.missing() || !a.rewrite() {
			return nil
		}
		plan := newPlan(fmt.Sprintf("look up %s again under the lock", p.src(elem)))
		plan.add(p.file(store.Pos()), a.edits...)
		return plan
	}
}

// again is a store that follows from a look-up in an earlier critical section.
type again struct {
	*planner
	fn    ast.Node
	store *ast.AssignStmt
	elem  *ast.IndexExpr // what is stored to
	look  token.Pos
	run   []ast.Stmt // from the Lock to the store: what makes the value
	ahead ast.Stmt   // the statement before the Lock
	byNil bool       // a value is missing if it is nil
	edits []edit
}

// section finds the statements of the critical section up to the store.
func (a *again) section() bool {
	list := a.siblings(a.store)
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
	if c == nil || a.callee(c) == nil || a.lockVar(c, a.callee(c)) == nil {
		return ""
	}
	return a.callee(c).Name()
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
	for n := ast.Node(a.store); n != a.fn && n != nil; n = a.parent(n) {
		if i, ok := a.parent(n).(*ast.IfStmt); ok {
			if n == i.Body && a.tells(i.Cond, obj, false) || n == i.Else && a.tells(i.Cond, obj, true) {
				return true
			}
		}
		s, ok := n.(ast.Stmt)
		if !ok {
			continue
		}
		for _, before := range a.siblings(s) {
			i, ok := before.(*ast.IfStmt)
			if ok && i.Pos() < n.Pos() && i.End() > lookup.Pos() && i.Else == nil && a.tells(i.Cond, obj, true) && terminates(i.Body.List) {
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
	ast.Inspect(body(a.fn), func(n ast.Node) bool {
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

// lookUp returns the assignment in which the look-up is made, with one variable or
// with two of which the second says whether there was a value.
func (a *again) lookUp() *ast.AssignStmt {
	var found *ast.AssignStmt
	ast.Inspect(body(a.fn), func(n ast.Node) bool {
		s, ok := n.(*ast.AssignStmt)
		if ok && s.Pos() <= a.look && a.look < s.End() && len(s.Rhs) == 1 && len(s.Lhs) <= 2 {
			found = s
		}
		return true
	})
	if found == nil {
		return nil
	}
	rhs := ast.Unparen(found.Rhs[0])
	if ie, ok := rhs.(*ast.IndexExpr); ok && a.src(ie) == a.src(a.elem) {
		return found
	}
	if c, ok := rhs.(*ast.CallExpr); ok && a.asks(a.callee(c), len(found.Lhs)) {
		return found
	}
	return nil
}

// asks reports whether a function returns what it has looked up in one place, as
// it is, and if it has two results whether there was something.
func (a *again) asks(fn *types.Func, results int) bool {
	if fn == nil || a.decls[fn.Origin()] == nil || fn.Signature().Results().Len() != results {
		return false
	}
	decl := a.decls[fn.Origin()]
	ret, ok := decl.Body.List[len(decl.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != results {
		return false
	}
	returns, good := 0, true
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		if _, is := n.(*ast.ReturnStmt); is {
			returns++
		}
		return true
	})
	for i, r := range ret.Results {
		id, is := r.(*ast.Ident)
		s := a.assigned(id)
		good = good && (is && s != nil && len(s.Lhs) == results && a.Info.ObjectOf(s.Lhs[i].(*ast.Ident)) == a.Info.Uses[id] || a.isElement(r))
	}
	return good && returns == 1
}

// assigned returns the assignment of an element of a map to a variable that gets
// no other value, nil if there is none.
func (a *again) assigned(id *ast.Ident) *ast.AssignStmt {
	if id == nil {
		return nil
	}
	var found *ast.AssignStmt
	count := 0
	ast.Inspect(body(a.function(id)), func(n ast.Node) bool {
		if s, ok := n.(*ast.AssignStmt); ok && slices.ContainsFunc(s.Lhs, func(l ast.Expr) bool {
			v, ok := l.(*ast.Ident)
			return ok && a.Info.ObjectOf(v) == a.Info.Uses[id]
		}) {
			found = s
			count++
		}
		return true
	})
	if count != 1 || len(found.Rhs) != 1 || !a.isElement(found.Rhs[0]) {
		return nil
	}
	for _, l := range found.Lhs {
		if _, ok := l.(*ast.Ident); !ok {
			return nil
		}
	}
	return found
}

func (a *again) isElement(e ast.Expr) bool {
	ie, ok := ast.Unparen(e).(*ast.IndexExpr)
	return ok && isMap(typeOf(a.Info, ie.X))
}

// tells reports whether a condition says that the look-up has found something, or
// that it has not, and nothing else.
func (a *again) tells(cond ast.Expr, obj types.Object, found bool) bool {
	uses := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && a.Info.Uses[id] == obj
	}
	switch c := ast.Unparen(cond).(type) {
	case *ast.Ident:
		return !a.byNil && found && uses(c)
	case *ast.UnaryExpr:
		return !a.byNil && !found && c.Op == token.NOT && uses(c.X)
	case *ast.BinaryExpr:
		op := token.EQL
		if found {
			op = token.NEQ
		}
		return a.byNil && c.Op == op && uses(c.X) && a.Info.Types[c.Y].IsNil()
	}
	return false
}

// rewrite makes the edits: the look-up, and what makes the value in a branch.
func (a *again) rewrite() bool {
	value, _ := ast.Unparen(a.store.Rhs[0]).(*ast.Ident)
	var v *types.Var
	if value != nil {
		v = asVar(a.Info.Uses[value])
	}
	found := ""
	if !a.byNil {
		if found = a.fresh(a.fn, a.store.Pos(), "ok", "found", "exists", "present", "stored"); found == "" {
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
		a.edits = append(a.edits, replaceText(def.TokPos, def.TokPos+token.Pos(len(":=")), "="))
		return a.declares(v.Name(), found)
	}
	return a.replaces(v, found)
}

// unnamed makes the branch for a value that no variable has.
func (a *again) unnamed(found string) bool {
	if a.byNil {
		return a.wrap("if " + a.src(a.elem) + " == nil {")
	}
	return a.wrap("if _, " + found + " := " + a.src(a.elem) + "; !" + found + " {")
}

// declares makes the branch for a variable that the section declares: it gets what
// is there, or else a new value.
func (a *again) declares(name, found string) bool {
	if a.byNil {
		return a.wrap(name + " := " + a.src(a.elem) + "\nif " + name + " == nil {")
	}
	return a.wrap(name + ", " + found + " := " + a.src(a.elem) + "\nif !" + found + " {")
}

// replaces makes the branches for a variable of before: it gets what is there, or
// else what it gets now.
func (a *again) replaces(v *types.Var, found string) bool {
	name := a.fresh(a.fn, a.store.Pos(), "existing", "other", "current")
	if name == "" || !a.reassigned(v) && !a.discardable(v) {
		return false
	}
	behind := " {\n" + v.Name() + " = " + name + "\n} else {"
	if a.byNil {
		return a.wrap("if " + name + " := " + a.src(a.elem) + "; " + name + " != nil" + behind)
	}
	return a.wrap("if " + name + ", " + found + " := " + a.src(a.elem) + "; " + found + behind)
}

// wrap puts the section up to the store into the branch that some text opens.
func (a *again) wrap(opens string) bool {
	start, end := a.before(a.run[0]), a.after(a.store)
	a.edits = append(a.edits, insertText(start, opens+"\n"), insertText(end, "\n}"))
	return true
}

// closed reports whether what is declared in the section up to the store, other
// than v, is only used there, and nothing leaves the section.
func (a *again) closed(v *types.Var) bool {
	ok := true
	declared := map[types.Object]bool{}
	for _, s := range a.run {
		ast.Inspect(s, func(n ast.Node) bool {
			if id, is := n.(*ast.Ident); is && a.Info.Defs[id] != nil && a.Info.Defs[id] != types.Object(v) {
				declared[a.Info.Defs[id]] = true
			}
			if b, is := n.(*ast.BranchStmt); is && b.Label != nil {
				ok = false
			}
			return ok
		})
	}
	ast.Inspect(body(a.fn), func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is && id.Pos() > a.store.End() && declared[a.Info.Uses[id]] {
			ok = false
		}
		return ok
	})
	return ok
}

// defined returns the statement of the section that declares v alone.
func (a *again) defined(v *types.Var) *ast.AssignStmt {
	for _, s := range a.run {
		if def, ok := s.(*ast.AssignStmt); ok && def.Tok == token.DEFINE && len(def.Lhs) == 1 {
			if id, ok := def.Lhs[0].(*ast.Ident); ok && a.Info.Defs[id] == types.Object(v) {
				return def
			}
		}
	}
	return nil
}

// reassigned reports whether the section gives v its value.
func (a *again) reassigned(v *types.Var) bool {
	return slices.ContainsFunc(a.run, func(s ast.Stmt) bool { return a.gives(s, v) })
}

// gives reports whether a statement gives v a value.
func (a *again) gives(s ast.Stmt, v *types.Var) bool {
	set, ok := s.(*ast.AssignStmt)
	if !ok || len(set.Lhs) != 1 {
		return false
	}
	id, ok := set.Lhs[0].(*ast.Ident)
	return ok && a.Info.ObjectOf(id) == types.Object(v)
}

// discardable reports whether the value in v can be dropped for one that is there
// already: it was made right before the Lock, nothing has been done with it, and
// it need not be closed.
func (a *again) discardable(v *types.Var) bool {
	if a.ahead == nil || !a.gives(a.ahead, v) {
		return false
	}
	set := types.NewMethodSet(v.Type())
	for m := range set.Methods() {
		if name := m.Obj().Name(); closing[name] {
			return false
		}
	}
	return true
}

// closing names the methods of what holds something that has to be given back.
var closing = map[string]bool{"Close": true, "Stop": true, "Shutdown": true, "Cancel": true, "Release": true, "Done": true, "Wait": true, "close": true, "stop": true, "shutdown": true, "cancel": true}

// nilable reports whether a value of type t can be nil.
func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Interface, *types.Chan, *types.Signature:
		return true
	}
	return false
}
