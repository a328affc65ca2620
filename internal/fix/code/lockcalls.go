package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// LockCalls returns the calls of methods of a lock in a function, in the order
// of the source; those in a deferred literal count, those in others do not.
func (p *Locks) LockCalls(fn ast.Node, v *types.Var) []*ast.SelectorExpr {
	var out []*ast.SelectorExpr
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		if lit, ok := n.(*ast.FuncLit); ok {
			call, _ := p.Parent(lit).(*ast.CallExpr)
			_, deferred := p.Parent(call).(*ast.DeferStmt)
			return call != nil && call.Fun == lit && deferred
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

// lockOfMethod returns the lock whose method a selector is: the field that it
// names, or the one that is embedded.
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

// HeldAs returns how a function has taken a lock that it holds at a position,
// as far as the order of the source tells: "Lock", "RLock", or "" if it does not
// hold it.
func (p *Locks) HeldAs(fn ast.Node, v *types.Var, at token.Pos) string {
	last := ""
	for _, c := range p.LockCalls(fn, v) {
		call, _ := p.Parent(c).(*ast.CallExpr)
		_, deferred := p.Parent(call).(*ast.DeferStmt)
		if c.Pos() > at || deferred {
			continue
		}
		if !strings.HasSuffix(c.Sel.Name, "Unlock") {
			last = c.Sel.Name
		} else if l := p.Siblings(p.Parent(call)); !text.Terminates(l) || p.Parent(p.Parent(call)) == ast.Node(text.Body(fn)) {
			last = "" // a branch that then leaves does not count
		}
	}
	return last
}

// LockOfCall returns the variable whose Lock, RLock or TryLock a call calls, or a
// variable that stands for any if it is not known; nil if it calls something
// else. Unlock counts too: it ends a critical section.
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

// CalledUnder reports whether some function that leads to fn may hold lock v
// when it calls on the way there: then fn must not take it.
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
			if !seen[s.caller] {
				seen[s.caller] = true
				todo = append(todo, s.caller)
			}
		}
	}
	return false
}

// TakesOnly reports whether a function takes the lock itself, elsewhere, and no
// other one: then its callers do not hold it, and the locks that they hold are taken
// before it.
func (p *Locks) TakesOnly(fn ast.Node, l Lock) bool {
	takes, others := false, false
	if fn == nil {
		return false
	}
	ast.Inspect(text.Body(fn), func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || p.Callee(c) == nil {
			return true
		}
		if v := p.LockOfCall(c, p.Callee(c)); v != nil {
			same := v == l.Var && p.Text(ast.Unparen(c.Fun).(*ast.SelectorExpr).X) == l.Expr
			takes, others = takes || same, others || !same
		}
		return true
	})
	return takes && !others
}
