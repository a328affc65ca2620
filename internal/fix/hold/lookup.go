package hold

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// lookUp returns the assignment with the look-up: v = m[k], or v, ok = m[k], or the same
// with a call of a function that looks the key up; nil if it has another form.
func (a *again) lookUp() *ast.AssignStmt {
	var found *ast.AssignStmt // the innermost
	for s := range text.All[*ast.AssignStmt](a.Tree, text.Body(a.fn)) {
		around := s.Pos() <= a.look && a.look < s.End()
		if around && len(s.Rhs) == 1 && len(s.Lhs) <= 2 {
			found = s
		}
	}
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

// asks reports whether a function returns an element of a map that it looks up, unchanged,
// and as the second of two results whether the map has the element.
func (a *again) asks(fn *types.Func, results int) bool {
	if fn == nil || a.Decls[fn.Origin()] == nil || fn.Signature().Results().Len() != results {
		return false
	}
	decl := a.Decls[fn.Origin()]
	ret, ok := decl.Body.List[len(decl.Body.List)-1].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != results {
		return false
	}
	for other := range text.All[*ast.ReturnStmt](a.Tree, decl.Body) {
		if other != ret {
			return false
		}
	}
	for i, r := range ret.Results {
		if !a.isElement(r) && !a.isLookedUp(r, i, results) {
			return false
		}
	}
	return true
}

// isLookedUp reports whether an expression is the variable at index i of an assignment of
// an element to n variables.
func (a *again) isLookedUp(e ast.Expr, i, n int) bool {
	id, _ := e.(*ast.Ident)
	s := a.assigned(id)
	return s != nil && len(s.Lhs) == n && a.Info.ObjectOf(s.Lhs[i].(*ast.Ident)) == a.Info.Uses[id]
}

// assigned returns the assignment of an element of a map to a variable, nil if there is
// none or the variable gets another value too.
func (a *again) assigned(id *ast.Ident) *ast.AssignStmt {
	if id == nil {
		return nil
	}
	var found *ast.AssignStmt
	count := 0
	for s := range text.All[*ast.AssignStmt](a.Tree, text.Body(a.EnclosingFunc(id))) {
		if a.sets(s, a.Info.Uses[id]) {
			found = s
			count++
		}
	}
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

// isElement reports whether an expression is an element of a map.
func (a *again) isElement(e ast.Expr) bool {
	ie, ok := ast.Unparen(e).(*ast.IndexExpr)
	return ok && code.IsMap(code.TypeOf(a.Info, ie.X))
}

// A result of the look-up.
type result bool

const (
	ifMissing result = false
	ifFound   result = true
)

// tells reports whether a condition is true exactly for one result of the look-up; obj is
// the variable that tells the result.
func (a *again) tells(cond ast.Expr, obj types.Object, when result) bool {
	isVar := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && a.Info.Uses[id] == obj
	}
	cond = ast.Unparen(cond)
	if a.byNil {
		op := token.EQL
		if when == ifFound {
			op = token.NEQ
		}
		c, ok := cond.(*ast.BinaryExpr)
		comparesNil := ok && c.Op == op && a.Info.Types[c.Y].IsNil()
		return comparesNil && isVar(c.X)
	}
	if when == ifFound {
		return isVar(cond)
	}
	c, ok := cond.(*ast.UnaryExpr)
	return ok && c.Op == token.NOT && isVar(c.X)
}

// closed reports whether the section up to the store can become a branch: nothing that it
// declares, but v, is used after the store, and no branch statement has a label.
func (a *again) closed(v *types.Var) bool {
	declared := map[types.Object]bool{}
	for _, s := range a.run {
		for n := range ast.Preorder(s) {
			switch n := n.(type) {
			case *ast.Ident:
				if obj := a.Info.Defs[n]; obj != nil && obj != types.Object(v) {
					declared[obj] = true
				}
			case *ast.BranchStmt:
				if n.Label != nil {
					return false
				}
			}
		}
	}
	for id := range text.All[*ast.Ident](a.Tree, text.Body(a.fn)) {
		if id.Pos() > a.store.End() && declared[a.Info.Uses[id]] {
			return false
		}
	}
	return true
}

// defined returns the statement of the section that declares v and nothing else.
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

// reassigned reports whether the section assigns to v.
func (a *again) reassigned(v *types.Var) bool {
	return slices.ContainsFunc(a.run, func(s ast.Stmt) bool { return a.gives(s, v) })
}

// gives reports whether a statement assigns to v and to nothing else.
func (a *again) gives(s ast.Stmt, v *types.Var) bool {
	set, ok := s.(*ast.AssignStmt)
	if !ok || len(set.Lhs) != 1 {
		return false
	}
	id, ok := set.Lhs[0].(*ast.Ident)
	return ok && a.Info.ObjectOf(id) == types.Object(v)
}

// discardable reports whether the value in v can be discarded for an element that the map
// already has: the code made it right before the Lock, has not used it, and need not
// close it.
//
// Assumes: a value without one of the methods in closing holds no resources.
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

// closing are names of methods that release the resources of a value.
var closing = map[string]bool{
	"Close": true, "Stop": true, "Shutdown": true, "Cancel": true, "Release": true, "Done": true, "Wait": true,
	"close": true, "stop": true, "shutdown": true, "cancel": true,
}

// nilable reports whether a value of type t can be nil.
func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Interface, *types.Chan, *types.Signature:
		return true
	}
	return false
}
