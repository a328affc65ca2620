package hold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// lookUp returns the assignment in which the look-up is made, with one variable or
// with two of which the second says whether there was a value.
func (a *again) lookUp() *ast.AssignStmt {
	var found *ast.AssignStmt
	ast.Inspect(text.Body(a.fn), func(n ast.Node) bool {
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
	if ie, ok := rhs.(*ast.IndexExpr); ok && a.Text(ie) == a.Text(a.elem) {
		return found
	}
	if c, ok := rhs.(*ast.CallExpr); ok && a.asks(a.Callee(c), len(found.Lhs)) {
		return found
	}
	return nil
}

// asks reports whether a function returns what it has looked up in one place, as
// it is, and if it has two results whether there was something.
func (a *again) asks(fn *types.Func, results int) bool {
	if fn == nil || a.Decls[fn.Origin()] == nil || fn.Signature().Results().Len() != results {
		return false
	}
	decl := a.Decls[fn.Origin()]
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
	ast.Inspect(text.Body(a.EnclosingFunc(id)), func(n ast.Node) bool {
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
	return ok && code.IsMap(code.TypeOf(a.Info, ie.X))
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
	ast.Inspect(text.Body(a.fn), func(n ast.Node) bool {
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
