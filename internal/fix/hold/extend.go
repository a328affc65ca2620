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
	"github.com/mapconcur/mapconcur/internal/fix/section"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// Extend makes one critical section of two if the second stores what depends on a look-up
// in the first, and everything in between may run under the lock: no other goroutine can
// change the map between the look-up and the store.
func Extend(p *repair.Planner, f *conflict.Finding) (string, func() *repair.Plan) {
	look, ok := p.UseAt(&f.Other.Access)
	store, found := p.UseAt(&f.Access.Access)
	if !ok || !found || !f.Locked {
		return "", nil
	}
	fn := p.EnclosingFunc(store.Node)
	v := p.LockOfUse(store, f.Lock)
	if fn == nil || fn != p.EnclosingFunc(look.Node) || v == nil {
		return "", nil
	}
	return fmt.Sprintf("extend %d", look.Pos()), func() *repair.Plan {
		s := stretch{Planner: p, fn: fn, v: v, store: store.Pos()}
		es, ok := s.join(look.Pos())
		if !ok {
			return nil
		}
		plan := repair.NewPlan(fmt.Sprintf("hold %s from the look-up to the store", s.lock))
		plan.Add(p.File(fn.Pos()), es...)
		return plan
	}
}

// A stretch is the code from the Lock of one critical section to the Unlock of a later one.
type stretch struct {
	*repair.Planner
	fn    ast.Node
	v     *types.Var
	store token.Pos
	lock  string     // the lock as the function names it
	run   []ast.Stmt // between the first Lock and the last Unlock
	// deferred is set if the last Unlock is deferred.
	deferred bool
}

// join returns the edits that make one section of the one around a look-up and the one
// around the store.
func (s *stretch) join(look token.Pos) ([]text.Edit, bool) {
	calls := s.statements()
	first := slices.IndexFunc(calls, func(c ast.Stmt) bool { return c.Pos() > look }) - 1
	if first < 0 || !s.locks(calls[first]) || !s.extent(calls, first) {
		return nil, false
	}
	last := s.run[len(s.run)-1]
	var es []text.Edit
	for _, c := range calls[first+1:] {
		if c.Pos() < last.End() && c != last {
			es = append(es, s.RemoveStmt(c))
		}
	}
	if !s.admissible(calls) {
		return nil, false
	}
	scope := section.NewScope(s.Planner, s.fn, code.Lock{Expr: s.lock, Var: s.v}, nil)
	exits, ok := scope.Exits(s.run)
	if !ok || !scope.LockVisible(calls[first], s.run...) {
		return nil, false
	}
	sel := selector(calls[first])
	es = append(es, text.ReplaceNode(sel.Sel, "Lock"))
	if s.deferred {
		return append(es, text.Insert(calls[first].End(), "\ndefer "+s.lock+".Unlock()")), true
	}
	for _, e := range exits {
		at := s.PosBefore(e)
		es = append(es, text.Insert(at, s.lock+".Unlock()\n"))
	}
	if !slices.Contains(calls, last) && !text.Terminates([]ast.Stmt{last}) {
		at := s.PosAfter(last)
		es = append(es, text.Insert(at, "\n"+s.lock+".Unlock()"))
	}
	return es, true
}

// statements returns the statements of the function that take or release the lock, nil if
// a call of the lock is not such a statement.
func (s *stretch) statements() []ast.Stmt {
	var out []ast.Stmt
	for _, sel := range s.LockCalls(s.fn, s.v) {
		if s.lock == "" {
			s.lock = s.Text(sel.X)
		}
		switch st := s.Parent(s.Parent(sel)).(type) {
		case *ast.ExprStmt:
			out = append(out, st)
		case *ast.DeferStmt:
			out = append(out, st)
		default:
			return nil
		}
		if s.Text(sel.X) != s.lock || s.EnclosingFunc(sel) != s.fn || s.Siblings(out[len(out)-1]) == nil {
			return nil // the lock of another object, or in a deferred literal
		}
	}
	return out
}

// selector returns the method of a lock that a statement calls.
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

// extent sets run to the statements after the Lock calls[first], up to the one that
// contains the Unlock at the end of the section of the store. It reports false if there
// are not two sections, or if they are not in one list.
func (s *stretch) extent(calls []ast.Stmt, first int) bool {
	var second ast.Stmt // the Lock of the store
	end := token.NoPos
	for _, c := range calls[first+1:] {
		_, deferred := c.(*ast.DeferStmt)
		beforeStore := c.Pos() < s.store
		switch {
		case s.locks(c):
			if second != nil && beforeStore {
				return false // three sections
			}
			if beforeStore {
				second = c
			}
		case deferred:
			if second == nil || c.Pos() > s.store {
				return false
			}
			s.deferred = true
		case second != nil && !beforeStore && !end.IsValid():
			end = c.End()
		}
	}
	list := s.Siblings(calls[first])
	at := slices.Index(list, calls[first])
	if second == nil || s.deferred == end.IsValid() {
		return false
	}
	if s.deferred {
		s.run = list[at+1:]
		return s.Parent(calls[first]) == ast.Node(text.Body(s.fn))
	}
	last := slices.IndexFunc(list, func(st ast.Stmt) bool { return end <= st.End() })
	if last <= at {
		return false
	}
	s.run = list[at+1 : last+1]
	return true
}

// admissible reports whether the code of the stretch can run under the lock: the code
// outside of both sections is quick, and no call takes the lock again.
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
				ok = slices.Contains(calls, n) || s.inSection(n) || s.Quick(n)
			case *ast.CallExpr:
				callee := s.Callee(n)
				own := callee != nil && s.Decls[callee.Origin()] != nil
				ok = !own || !s.EffectOf(callee).Locks[s.v]
			}
			return ok
		})
	}
	return ok && s.branchesQuick(calls) && s.headersQuick()
}

// inSection reports whether a node is in one of the two sections.
func (s *stretch) inSection(n ast.Node) bool { return s.HeldAs(s.fn, s.v, n.Pos()) != "" }

// branchesQuick reports whether the code after an Unlock in a branch that leaves the
// stretch is quick: the joined section releases the lock only where the branch leaves.
func (s *stretch) branchesQuick(calls []ast.Stmt) bool {
	for _, c := range calls {
		list := s.Siblings(c)
		if s.locks(c) || !text.Terminates(list) {
			continue
		}
		for _, st := range list[slices.Index(list, c)+1:] {
			_, isReturn := st.(*ast.ReturnStmt)
			underLock := s.deferred || !isReturn
			if underLock && !slices.Contains(calls, st) && !s.Quick(st) {
				return false
			}
		}
	}
	return true
}

// headersQuick reports whether the headers of statements outside of both sections are
// quick, and no loop is endless.
func (s *stretch) headersQuick() bool {
	for _, st := range s.run {
		for n := range ast.Preorder(st) {
			if loop, ok := n.(*ast.ForStmt); ok && loop.Cond == nil {
				return false
			}
			if head := header(n); head != nil && !s.inSection(n) && !s.Quick(head) {
				return false
			}
		}
	}
	return true
}

// header returns the expression that a statement evaluates before the statements within
// it, nil if there is none.
func header(n ast.Node) ast.Expr {
	switch n := n.(type) {
	case *ast.IfStmt:
		return n.Cond
	case *ast.ForStmt:
		return n.Cond
	case *ast.RangeStmt:
		return n.X
	case *ast.SwitchStmt:
		return n.Tag
	}
	return nil
}
