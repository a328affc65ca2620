package section

import (
	"go/ast"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// lockCall returns the source of list[i] if it calls a method of the lock, Lock or Unlock,
// in a mode or a stronger one; "" otherwise. Two sections that touch are one.
func (sc *Scope) lockCall(list []ast.Stmt, i int, method string, mode code.Mode) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	s, ok := list[i].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call := sc.Text(s)
	if call == sc.l.Expr+"."+method+"()" || mode == code.Reading && call == sc.l.Expr+".R"+method+"()" {
		return call
	}
	return ""
}

// joinNext joins a new section that ends with list[b] to a section of the same lock after
// it, with at most two quick statements in between. It removes the call that takes the
// lock there, and returns that call and the one that releases the lock, "" if there is no
// such section.
func (j *job) joinNext(list []ast.Stmt, b int, mode code.Mode) (lock, unlock string) {
	for i := b + 1; i < len(list) && i <= b+3; i++ {
		lock := j.lockCall(list, i, "Lock", mode)
		updates := func() bool { return mode == code.Reading && code.AnyWrite(j.usesIn(list[i:])) }
		if lock != "" && (i == b+1 || updates()) {
			return lock, j.unlockOf(list, i, lock)
		}
		if !text.IsSimple(list[i]) || !j.quick(list[i]) {
			return "", ""
		}
	}
	return "", ""
}

// unlockOf removes list[i], which takes the lock, and returns the call that releases the
// lock. It removes the defer statement after list[i] too, if there is one, and returns it.
func (j *job) unlockOf(list []ast.Stmt, i int, lock string) string {
	j.edits = append(j.edits, j.RemoveStmt(list[i]))
	unlock := strings.Replace(lock, "Lock()", "Unlock()", 1)
	if i+1 < len(list) {
		if d, ok := list[i+1].(*ast.DeferStmt); ok && j.Text(d.Call) == unlock {
			j.edits = append(j.edits, j.RemoveStmt(d))
			return "defer " + unlock
		}
	}
	return unlock
}
