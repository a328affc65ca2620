package section

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// absorb makes one critical section of an if statement that looks up what it stores,
// in a section of its own, in a branch: the lock is taken before the look-up, and
// the inner sections go.
func (j *job) absorb(list []ast.Stmt, i int, s *ast.IfStmt) bool {
	if len(j.in(s.Init, s.Cond)) == 0 || !code.AnyWrite(j.usesIn([]ast.Stmt{s})) || !j.LockVisible(s, s) {
		return false
	}
	var inner []ast.Stmt
	for _, sel := range j.LockCalls(j.fn, j.l.Var) {
		if !text.Contains(s, sel) {
			continue
		}
		call, ok := j.Parent(j.Parent(sel)).(*ast.ExprStmt)
		if !ok || j.Text(sel.X) != j.l.Expr || sel.Sel.Name != "Lock" && sel.Sel.Name != "Unlock" || j.Siblings(call) == nil {
			return false
		}
		inner = append(inner, call)
	}
	exits, ok := j.Exits([]ast.Stmt{s})
	if len(inner) == 0 || !ok || len(exits) > 0 {
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
	j.insert(j.PosBefore(s), j.l.Take(true))
	j.append(s, j.l.Release(true))
	return true
}
