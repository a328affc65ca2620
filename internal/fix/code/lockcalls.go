package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// LockCalls returns the calls of methods of a lock in a function, in the order of the
// source, with those in deferred function literals and without those in others.
func (p *Locks) LockCalls(fn ast.Node, v *types.Var) []*ast.SelectorExpr {
	var out []*ast.SelectorExpr
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			call, _ := p.Parent(lit).(*ast.CallExpr)
			return call != nil && call.Fun == lit && p.IsDeferred(call)
		}
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok || len(c.Args) > 0 {
			return true
		}
		switch sel.Sel.Name {
		case "RLock", "RUnlock", "Lock", "Unlock":
			if p.lockOfMethod(sel) == v {
				out = append(out, sel)
			}
		}
		return true
	})
	return out
}

// lockOfMethod returns the lock that has the method of a selector: the field or variable
// that the selector names, or an embedded field.
func (p *Locks) lockOfMethod(sel *ast.SelectorExpr) *types.Var {
	s := p.Info.Selections[sel]
	if s == nil {
		return nil
	}
	if path := s.Index(); len(path) > 1 { // promoted: the last field is the lock
		t := s.Recv()
		var v *types.Var
		for _, i := range path[:len(path)-1] {
			if ptr, ok := t.Underlying().(*types.Pointer); ok {
				t = ptr.Elem()
			}
			st, ok := t.Underlying().(*types.Struct)
			if !ok {
				return nil
			}
			v = st.Field(i)
			t = v.Type()
		}
		return Origin(v)
	}
	return p.VarOf(sel.X)
}

// HeldAs returns the method by which a function has taken a lock that it holds at a
// position: "Lock", "RLock", or "" if it does not hold the lock.
//
// Assumes: statements run in the order of the source; an Unlock in a branch that then
// leaves the function does not count.
func (p *Locks) HeldAs(fn ast.Node, v *types.Var, at token.Pos) string {
	last := ""
	for _, c := range p.LockCalls(fn, v) {
		call, _ := p.Parent(c).(*ast.CallExpr)
		if c.Pos() > at || p.IsDeferred(call) {
			continue
		}
		if !strings.HasSuffix(c.Sel.Name, "Unlock") {
			last = c.Sel.Name
			continue
		}
		stmt := p.Parent(call)
		leaves := text.Terminates(p.Siblings(stmt)) && p.Parent(stmt) != ast.Node(text.Body(fn))
		if !leaves {
			last = ""
		}
	}
	return last
}

// LockOfCall returns the lock that a call takes or releases, a new variable without a
// name if the lock is not known, nil if the call does something else.
func (p *Locks) LockOfCall(c *ast.CallExpr, fn *types.Func) *types.Var {
	switch fn.Name() {
	case "Lock", "RLock", "TryLock", "TryRLock", "Unlock", "RUnlock":
	default:
		return nil
	}
	sel, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	if !ok || len(c.Args) > 0 {
		return nil
	}
	if v := p.VarOf(sel.X); v != nil {
		return v
	}
	return types.NewVar(token.NoPos, nil, "", types.Typ[types.Invalid])
}

// CalledUnder reports whether a caller of fn, direct or not, may hold lock v at the call:
// then fn must not take the lock.
//
// Assumes: no caller in another package, and no call of a function value, holds the lock.
func (p *Locks) CalledUnder(fn ast.Node, v *types.Var) bool {
	decl, ok := fn.(*ast.FuncDecl)
	if !ok {
		return false
	}
	start, _ := p.Info.Defs[decl.Name].(*types.Func)
	seen := map[*types.Func]bool{start: true}
	for todo := []*types.Func{start}; len(todo) > 0; todo = todo[1:] {
		for _, s := range p.Sites()[todo[0]] {
			if p.HeldAs(p.EnclosingFunc(s.Call), v, s.Call.Pos()) != "" {
				return true
			}
			if !seen[s.Caller] {
				seen[s.Caller] = true
				todo = append(todo, s.Caller)
			}
		}
	}
	return false
}

// TakesOnly reports whether a function takes the lock itself and no other lock: then its
// callers do not hold the lock, and they take the locks that they hold before it.
func (p *Locks) TakesOnly(fn ast.Node, l Lock) bool {
	takes := false
	for c := range text.All[*ast.CallExpr](p.Tree, text.Body(fn)) {
		callee := p.Callee(c)
		if callee == nil {
			continue
		}
		v := p.LockOfCall(c, callee)
		if v == nil {
			continue
		}
		if v != l.Var || p.Text(ast.Unparen(c.Fun).(*ast.SelectorExpr).X) != l.Expr {
			return false
		}
		takes = true
	}
	return takes
}
