package fix

import (
	"go/ast"
	"slices"
)

// absorb makes one critical section of an if statement that looks up what it stores,
// in a section of its own, in a branch: the lock is taken before the look-up, and
// the inner sections go.
func (j *job) absorb(list []ast.Stmt, i int, s *ast.IfStmt) bool {
	if len(j.in(s.Init, s.Cond)) == 0 || !writes(j.usesIn([]ast.Stmt{s})) || !j.visible(s, s) {
		return false
	}
	var inner []ast.Stmt
	for _, sel := range j.lockCalls(j.fn, j.l.v) {
		if !contains(s, sel) {
			continue
		}
		call, ok := j.parent(j.parent(sel)).(*ast.ExprStmt)
		if !ok || j.src(sel.X) != j.l.expr || sel.Sel.Name != "Lock" && sel.Sel.Name != "Unlock" || j.siblings(call) == nil {
			return false
		}
		inner = append(inner, call)
	}
	exits, ok := j.exits([]ast.Stmt{s})
	if len(inner) == 0 || !ok || len(exits) > 0 {
		return false
	}
	allow := j.allow
	allow.dropped = j.l.v
	if !j.allowed(allow, s) {
		return false
	}
	for _, st := range slices.Backward(inner) {
		j.edits = append(j.edits, j.remove(st))
	}
	j.sections = append(j.sections, edit{pos: s.Pos(), end: s.End()})
	j.insert(j.before(s), j.l.take(true))
	j.append(s, j.l.drop(true))
	return true
}
