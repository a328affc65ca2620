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

// extend makes one critical section of two of which the second stores what
// follows from the first, where everything between them may run under the lock:
// nobody comes in between, and the code does what it says.
func extend(p *planner, f *conflict.Finding) (string, func() *Plan) {
	look, ok := p.useAt(&f.Other.Access)
	store, found := p.useAt(&f.Access.Access)
	if !ok || !found || !f.Locked {
		return "", nil
	}
	fn := p.function(store.node)
	v := p.lockOf(store, f.Lock)
	if fn == nil || fn != p.function(look.node) || v == nil {
		return "", nil
	}
	return fmt.Sprintf("extend %d", look.pos()), func() *Plan {
		s := stretch{planner: p, fn: fn, v: v, store: store.pos()}
		es, ok := s.join(look.pos())
		if !ok {
			return nil
		}
		plan := newPlan(fmt.Sprintf("hold %s from the look-up to the store", s.lock))
		plan.add(p.file(fn.Pos()), es...)
		return plan
	}
}

// stretch is the code from the Lock of one critical section to the Unlock of
// another one.
type stretch struct {
	*planner
	fn    ast.Node
	v     *types.Var
	store token.Pos
	lock  string     // the lock as the function calls it
	run   []ast.Stmt // between the first Lock and the last Unlock
	ended bool       // the last Unlock is deferred
}

// join returns the edits that make one section of two: the one around look and
// the one around the store.
func (s *stretch) join(look token.Pos) ([]edit, bool) {
	calls := s.statements()
	first := slices.IndexFunc(calls, func(c ast.Stmt) bool { return c.Pos() > look }) - 1
	if first < 0 || !s.locks(calls[first]) || !s.extent(calls, first) {
		return nil, false
	}
	last := s.run[len(s.run)-1]
	var es []edit
	for _, c := range calls[first+1:] {
		if c.Pos() < last.End() && c != last {
			es = append(es, s.remove(c))
		}
	}
	if !s.admissible(calls) {
		return nil, false
	}
	j := newScope(s.planner, s.fn, lock{expr: s.lock, v: s.v}, nil)
	exits, ok := j.exits(s.run)
	if !ok || !j.visible(calls[first], s.run...) {
		return nil, false
	}
	sel := selector(calls[first])
	es = append(es, replaceNode(sel.Sel, "Lock"))
	if s.ended {
		return append(es, insertText(calls[first].End(), "\ndefer "+s.lock+".Unlock()")), true
	}
	for _, e := range exits {
		at := s.before(e)
		es = append(es, insertText(at, s.lock+".Unlock()\n"))
	}
	if !slices.Contains(calls, last) && !terminates([]ast.Stmt{last}) {
		at := s.after(last)
		es = append(es, insertText(at, "\n"+s.lock+".Unlock()"))
	}
	return es, true
}

// statements returns the statements that take and give up the lock in the
// function; nil if some call is not such a statement.
func (s *stretch) statements() []ast.Stmt {
	var out []ast.Stmt
	for _, sel := range s.lockCalls(s.fn, s.v) {
		if s.lock == "" {
			s.lock = s.src(sel.X)
		}
		switch st := s.parent(s.parent(sel)).(type) {
		case *ast.ExprStmt:
			out = append(out, st)
		case *ast.DeferStmt:
			out = append(out, st)
		default:
			return nil
		}
		if s.src(sel.X) != s.lock || s.function(sel) != s.fn || s.siblings(out[len(out)-1]) == nil {
			return nil // of another object, or in a deferred literal
		}
	}
	return out
}

// selector returns the method that a statement of a lock calls.
func selector(st ast.Stmt) *ast.SelectorExpr {
	var c *ast.CallExpr
	switch st := st.(type) {
	case *ast.ExprStmt:
		c, _ = st.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		c = st.Call
	}
	sel, _ := ast.Unparen(c.Fun).(*ast.SelectorExpr)
	return sel
}

// locks reports whether a statement takes the lock.
func (s *stretch) locks(st ast.Stmt) bool { return !strings.HasSuffix(selector(st).Sel.Name, "Unlock") }

// extent sets what lies between the Lock at calls[first] and the Unlock that ends
// the section of the store: the statements behind that Lock, up to the one that
// contains that Unlock.
func (s *stretch) extent(calls []ast.Stmt, first int) bool {
	var second ast.Stmt // the Lock of the store
	end := token.NoPos
	for _, c := range calls[first+1:] {
		_, deferred := c.(*ast.DeferStmt)
		switch {
		case s.locks(c):
			if second != nil && c.Pos() < s.store {
				return false // three sections
			}
			if c.Pos() < s.store {
				second = c
			}
		case deferred:
			if second == nil || c.Pos() > s.store {
				return false
			}
			s.ended = true
		case second != nil && c.Pos() > s.store && !end.IsValid():
			end = c.End()
		}
	}
	list := s.siblings(calls[first])
	at := slices.Index(list, calls[first])
	if second == nil || s.ended == end.IsValid() {
		return false
	}
	if s.ended {
		s.run = list[at+1:]
		return s.parent(calls[first]) == ast.Node(body(s.fn))
	}
	last := slices.IndexFunc(list, func(st ast.Stmt) bool { return end <= st.End() })
	if last <= at {
		return false
	}
	s.run = list[at+1 : last+1]
	return true
}

// admissible reports whether the code of the stretch can run under the lock: what
// is outside of both sections is quick, and nothing takes the lock again.
func (s *stretch) admissible(calls []ast.Stmt) bool {
	ok := true
	for _, st := range s.run {
		ast.Inspect(st, func(n ast.Node) bool {
			if _, lit := n.(*ast.FuncLit); lit || !ok {
				return false
			}
			switch n := n.(type) {
			case *ast.BlockStmt, *ast.IfStmt, *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.CaseClause:
			case ast.Stmt:
				ok = slices.Contains(calls, n) || s.lastLock(s.fn, s.v, n.Pos()) != "" || s.quick(n)
			case *ast.CallExpr:
				callee := s.callee(n)
				own := callee != nil && s.decls[callee.Origin()] != nil
				ok = !own || !s.of(callee).locks[s.v]
			}
			return ok
		})
	}
	return ok && s.branchesQuick(calls) && s.headersQuick()
}

// branchesQuick reports whether what follows an Unlock in a branch that then
// leaves is quick: the lock is given up only where the branch leaves now.
func (s *stretch) branchesQuick(calls []ast.Stmt) bool {
	for _, c := range calls {
		list := s.siblings(c)
		if s.locks(c) || !terminates(list) {
			continue
		}
		for _, st := range list[slices.Index(list, c)+1:] {
			if _, ret := st.(*ast.ReturnStmt); (s.ended || !ret) && !slices.Contains(calls, st) && !s.quick(st) {
				return false
			}
		}
	}
	return true
}

// headersQuick reports whether nothing slow stands in the header of a statement
// outside of both sections.
func (s *stretch) headersQuick() bool {
	ok := true
	check := func(at token.Pos, nodes ...ast.Node) {
		if s.lastLock(s.fn, s.v, at) == "" {
			ok = ok && s.quick(nodes...)
		}
	}
	for _, st := range s.run {
		ast.Inspect(st, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.IfStmt:
				check(n.Pos(), n.Cond)
			case *ast.ForStmt:
				ok = ok && n.Cond != nil
				if ok {
					check(n.Pos(), n.Cond)
				}
			case *ast.RangeStmt:
				check(n.Pos(), n.X)
			case *ast.SwitchStmt:
				if n.Tag != nil {
					check(n.Pos(), n.Tag)
				}
			}
			return ok
		})
	}
	return ok
}
