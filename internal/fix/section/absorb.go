package section

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// absorb makes one critical section of an if statement that looks an element up in its
// header and stores it in a branch, under the lock: it takes the lock before the look-up
// and removes the sections in the branches.
func (j *job) absorb(s *ast.IfStmt) bool {
	if len(j.in(s.Init, s.Cond)) == 0 || !code.AnyWrite(j.usesIn([]ast.Stmt{s})) || !j.LockVisible(s, s) {
		return false
	}
	inner, ok := j.lockStatements(s)
	exits, few := j.Exits([]ast.Stmt{s})
	if !ok || len(inner) == 0 {
		return false
	}
	if !few || len(exits) > 0 {
		return false
	}
	allow := j.allow
	allow.Dropped = j.l.Var
	if !j.QuickWith(allow, s) {
		return false
	}
	for _, st := range slices.Backward(inner) {
		j.edits = append(j.edits, j.RemoveStmt(st))
	}
	j.sections = append(j.sections, text.Edit{Pos: s.Pos(), End: s.End()})
	j.insert(j.PosBefore(s), j.l.Take(code.Writing))
	j.append(s, j.l.Release(code.Writing))
	return true
}

// lockStatements returns the statements within s that take or release the lock; ok is
// false if s has other calls of its methods.
func (sc *Scope) lockStatements(s ast.Stmt) (out []ast.Stmt, ok bool) {
	for _, sel := range sc.LockCalls(sc.fn, sc.l.Var) {
		if !text.Contains(s, sel) {
			continue
		}
		forWriting := sel.Sel.Name == "Lock" || sel.Sel.Name == "Unlock"
		call, ok := sc.Parent(sc.Parent(sel)).(*ast.ExprStmt)
		if !ok || sc.Siblings(call) == nil {
			return nil, false
		}
		if !forWriting || sc.Text(sel.X) != sc.l.Expr {
			return nil, false
		}
		out = append(out, call)
	}
	return out, true
}
