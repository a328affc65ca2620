package section

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Scope is a function with uses of maps that have to come under a lock.
type Scope struct {
	*repair.Planner
	fn    ast.Node
	file  *ast.File
	l     code.Lock
	uses  []code.Use
	allow code.Allowance
}

// NewScope returns a scope without an allowance.
func NewScope(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) *Scope {
	return &Scope{Planner: p, fn: fn, file: p.File(fn.Pos()), l: l, uses: uses}
}

// quick reports whether nodes can run under the lock.
func (sc *Scope) quick(nodes ...ast.Node) bool { return sc.QuickWith(sc.allow, nodes...) }

// in returns the uses of the scope within some nodes.
func (sc *Scope) in(nodes ...ast.Node) []code.Use {
	var out []code.Use
	for _, u := range sc.uses {
		within := func(n ast.Node) bool { return !text.IsNil(n) && text.Contains(n, u.Node) }
		if slices.ContainsFunc(nodes, within) {
			out = append(out, u)
		}
	}
	return out
}

// usesIn returns the uses of the scope's maps in a list of statements, including those
// that hold the lock already.
func (sc *Scope) usesIn(list []ast.Stmt) []code.Use {
	var out []code.Use
	var vars []*types.Var
	for _, u := range sc.uses {
		if v := sc.VarOf(u.Expr); v != nil && !slices.Contains(vars, v) {
			vars = append(vars, v)
		}
	}
	for _, s := range list {
		for _, v := range vars {
			out = append(out, sc.UsesOf(v, s)...)
		}
	}
	return out
}

// mode returns the mode in which some statements need the lock.
func (sc *Scope) mode(list []ast.Stmt) code.Mode {
	return code.ModeOf(sc.in(text.Nodes(list)...)) || code.ModeOf(sc.usesIn(list))
}

// quickAll reports whether all statements can run under the lock.
func (sc *Scope) quickAll(list []ast.Stmt) bool { return sc.quick(text.Nodes(list)...) }

// LockVisible reports whether the expression of the lock means the same before a statement
// as at the uses: its variable is declared there, and no statement of the section assigns
// to it.
func (sc *Scope) LockVisible(at ast.Stmt, section ...ast.Stmt) bool {
	name, _, _ := strings.Cut(sc.l.Expr, ".")
	name = strings.Trim(name, "(*)&")
	if len(sc.uses) > 0 && sc.Lookup(name, at.Pos()) != sc.Lookup(name, sc.uses[0].Node.Pos()) {
		return false
	}
	obj := sc.Lookup(name, at.Pos())
	if obj == nil && sc.l.Var == nil {
		return false
	}
	changesLock := func(l ast.Expr) bool {
		assigned := sc.Text(l)
		return assigned == sc.l.Expr || strings.HasPrefix(sc.l.Expr, assigned+".")
	}
	for _, s := range section {
		for a := range text.All[*ast.AssignStmt](sc.Tree, s) {
			if a.Pos() >= at.Pos() && slices.ContainsFunc(a.Lhs, changesLock) {
				return false
			}
		}
	}
	return true
}

// returnsOnly reports whether a list is empty, or a return statement without calls.
func (sc *Scope) returnsOnly(list []ast.Stmt) bool {
	if len(list) == 0 {
		return true
	}
	for range text.All[*ast.CallExpr](sc.Tree, list[0]) {
		return false
	}
	_, ret := list[0].(*ast.ReturnStmt)
	return len(list) == 1 && ret
}

// isCheck reports whether a statement checks a condition and then leaves the function: it
// need not be in the critical section.
func (sc *Scope) isCheck(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	if !ok || i.Else != nil {
		return false
	}
	return sc.quick(i) && text.Terminates(i.Body.List)
}

// inLoop reports whether a use is in a loop that does not range over the map: a section
// for each iteration is better then.
func (sc *Scope) inLoop() bool {
	for _, u := range sc.uses {
		for n := range sc.Enclosing(u.Node) {
			if n == sc.fn {
				break
			}
			switch loop := n.(type) {
			case *ast.ForStmt:
				return true
			case *ast.RangeStmt:
				if len(sc.in(loop.X)) == 0 && !sc.isUse(loop) {
					return true
				}
			}
		}
	}
	return false
}

// wrappable reports whether a statement may be a critical section as a whole: it is quick,
// and a section of a part of it would not be much smaller.
func (sc *Scope) wrappable(s ast.Stmt) bool {
	if !sc.quickAll([]ast.Stmt{s}) {
		return false
	}
	switch s := s.(type) {
	case *ast.IfStmt:
		head, all := len(sc.in(s.Init, s.Cond)), len(sc.in(s))
		if head == all {
			simple := !slices.ContainsFunc(s.Body.List, func(t ast.Stmt) bool { return !text.IsSimple(t) })
			return s.Else == nil && len(s.Body.List) < 3 && simple
		}
		return head > 0 || len(sc.elseHeads(s)) > 0
	case *ast.RangeStmt:
		return sc.isUse(s)
	case *ast.SwitchStmt:
		head, all := len(sc.in(s.Init, s.Tag)), len(sc.in(s))
		return 0 < head && head < all
	}
	_, ret := s.(*ast.ReturnStmt)
	return ret || text.IsSimple(s)
}

// elseHeads returns the uses in the headers of the else branches of s.
func (sc *Scope) elseHeads(s *ast.IfStmt) []code.Use {
	var out []code.Use
	for e, ok := s.Else.(*ast.IfStmt); ok; e, ok = e.Else.(*ast.IfStmt) {
		out = append(out, sc.in(e.Init, e.Cond)...)
	}
	return out
}
