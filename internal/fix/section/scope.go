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

// A Scope is what is to come under a lock: uses of maps in one function.
type Scope struct {
	*repair.Planner
	fn    ast.Node
	file  *ast.File
	l     code.Lock
	uses  []code.Use
	allow code.Allowance
}

// NewScope returns a scope in which nothing is allowed under the lock but what is known
// to be quick.
func NewScope(p *repair.Planner, fn ast.Node, l code.Lock, uses []code.Use) *Scope {
	return &Scope{Planner: p, fn: fn, file: p.File(fn.Pos()), l: l, uses: uses}
}

// quick reports whether nodes can run under the lock.
func (sc *Scope) quick(nodes ...ast.Node) bool { return sc.QuickWith(sc.allow, nodes...) }

// in returns the uses within some nodes, without those in function literals,
// which are jobs of their own.
func (sc *Scope) in(nodes ...ast.Node) []code.Use {
	var out []code.Use
	for _, u := range sc.uses {
		for _, n := range nodes {
			if !text.IsNil(n) && text.Contains(n, u.Node) {
				out = append(out, u)
				break
			}
		}
	}
	return out
}

// usesIn returns the uses, of the maps that the job is about, in a list, also
// those that hold the lock already.
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

// writing reports whether some statements write to the map, also where that
// needs no fix.
func (sc *Scope) writing(list []ast.Stmt) bool {
	return code.AnyWrite(sc.in(text.Nodes(list)...)) || code.AnyWrite(sc.usesIn(list))
}

// quickAll reports whether all statements can run under the lock.
func (sc *Scope) quickAll(list []ast.Stmt) bool { return sc.quick(text.Nodes(list)...) }

// LockVisible reports whether the lock's expression means, before a statement, what
// it means at the uses: its variable is declared and nobody assigns it within
// the section.
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
	ok := true
	for _, s := range section {
		ast.Inspect(s, func(n ast.Node) bool {
			if a, is := n.(*ast.AssignStmt); is && a.Pos() >= at.Pos() {
				for _, l := range a.Lhs {
					if t := sc.Text(l); t == sc.l.Expr || strings.HasPrefix(sc.l.Expr, t+".") {
						ok = false
					}
				}
			}
			return ok
		})
	}
	return ok
}

// returnsOnly reports whether a list is empty or a return statement that calls
// nothing.
func (sc *Scope) returnsOnly(list []ast.Stmt) bool {
	if len(list) == 0 {
		return true
	}
	calls := false
	ast.Inspect(list[0], func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		calls = calls || call
		return true
	})
	_, ret := list[0].(*ast.ReturnStmt)
	return len(list) == 1 && ret && !calls
}

// isNilCheck reports whether a statement only leaves the function if some
// condition holds, which is no part of a critical section.
func (sc *Scope) isNilCheck(s ast.Stmt) bool {
	i, ok := s.(*ast.IfStmt)
	return ok && i.Else == nil && sc.quick(i) && text.Terminates(i.Body.List)
}

// inLoop reports whether a use lies in a loop other than one over the map
// itself: the lock is then better held for one round.
func (sc *Scope) inLoop(list []ast.Stmt) bool {
	for _, u := range sc.uses {
		for n := sc.Parent(u.Node); n != nil && n != sc.fn; n = sc.Parent(n) {
			switch loop := n.(type) {
			case *ast.ForStmt:
				return true
			case *ast.RangeStmt:
				if len(sc.in(loop.X)) == 0 && !slices.ContainsFunc(sc.uses, func(o code.Use) bool { return o.Node == ast.Node(loop) }) {
					return true
				}
			}
		}
	}
	return false
}

// wrappable reports whether a statement as a whole may be a critical section
// that is not larger than it has to be.
func (sc *Scope) wrappable(s ast.Stmt) bool {
	if !sc.quickAll([]ast.Stmt{s}) {
		return false
	}
	switch s := s.(type) {
	case *ast.IfStmt:
		head, all := len(sc.in(s.Init, s.Cond)), len(sc.in(s))
		if head == all {
			return s.Else == nil && len(s.Body.List) < 3 && !slices.ContainsFunc(s.Body.List, func(t ast.Stmt) bool { return !text.IsSimple(t) })
		}
		return head > 0 || len(sc.elseHeads(s)) > 0
	case *ast.RangeStmt:
		return slices.ContainsFunc(sc.uses, func(u code.Use) bool { return u.Node == ast.Node(s) })
	case *ast.SwitchStmt:
		return len(sc.in(s.Init, s.Tag)) < len(sc.in(s)) && len(sc.in(s.Init, s.Tag)) > 0
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
