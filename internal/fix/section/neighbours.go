package section

import (
	"go/ast"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// neighbour returns the call in list[i] if it is one of the lock's method, in
// the mode wanted or a stronger one: two sections that touch are one.
func (sc *Scope) neighbour(list []ast.Stmt, i int, method string, write bool) string {
	if i < 0 || i >= len(list) {
		return ""
	}
	s, ok := list[i].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	text := sc.Text(s)
	if text == sc.l.Expr+"."+method+"()" || !write && text == sc.l.Expr+".R"+method+"()" {
		return text
	}
	return ""
}

// swallow looks for a critical section of the same lock that follows list[b]
// with at most two quick statements between: the new one then begins where it
// has to and ends where that one does. It returns the call that takes that
// lock, which it removes, and the one that gives it up, "" if there is none.
func (j *job) swallow(list []ast.Stmt, b int, write bool) (take, drop string) {
	for i := b + 1; i < len(list) && i <= b+3; i++ {
		if text := j.neighbour(list, i, "Lock", write); text != "" && (i == b+1 || code.AnyWrite(j.usesIn(list[i:])) && !write) {
			j.edits = append(j.edits, j.RemoveStmt(list[i]))
			unlock := strings.Replace(text, "Lock()", "Unlock()", 1)
			if i+1 < len(list) {
				if d, ok := list[i+1].(*ast.DeferStmt); ok && j.Text(d.Call) == unlock {
					j.edits = append(j.edits, j.RemoveStmt(d))
					return text, "defer " + unlock
				}
			}
			return text, unlock
		}
		if !text.IsSimple(list[i]) || !j.quick(list[i]) {
			return "", ""
		}
	}
	return "", ""
}
