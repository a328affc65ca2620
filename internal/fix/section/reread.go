package section

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A read is an expression that a section ahead of a statement reads into a variable.
type read struct {
	name  string
	value ast.Expr
	at    ast.Stmt
}

// readBefore returns the variable that has the value of an element, because a section
// ahead of an earlier statement has read it: a second look-up, in another section, might
// find another element. It returns "" if there is no such variable, or if the map or a
// variable of the expression may have changed since.
func (j *job) readBefore(e ast.Expr, s ast.Stmt) string {
	elem, ok := e.(*ast.IndexExpr)
	if !ok {
		return ""
	}
	for _, r := range slices.Backward(j.reads) {
		if j.Text(r.value) != j.Text(e) || r.at.Pos() >= s.Pos() || !text.Contains(j.Parent(r.at), s) {
			continue
		}
		for _, u := range j.UsesOf(j.VarOf(elem.X), j.fn) {
			if u.Write && r.at.Pos() <= u.Pos() && u.Pos() < s.End() {
				return ""
			}
		}
		if j.reassigned(e, r.at.Pos(), s.Pos()) || j.inLoopBetween(s, r.at) {
			return ""
		}
		return r.name
	}
	return ""
}

// reassigned reports whether the function assigns to a variable of an expression between
// two positions.
func (sc *Scope) reassigned(e ast.Expr, from, to token.Pos) bool {
	used := map[types.Object]bool{}
	for id := range text.All[*ast.Ident](sc.Tree, e) {
		used[sc.Info.Uses[id]] = true
	}
	changes := func(l ast.Expr) bool { // anything else than a variable may be part of e
		id, ok := l.(*ast.Ident)
		return !ok || used[sc.Info.ObjectOf(id)]
	}
	for n := range ast.Preorder(text.Body(sc.fn)) {
		if n.Pos() <= from || to <= n.Pos() {
			continue
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			if slices.ContainsFunc(n.Lhs, changes) {
				return true
			}
		case *ast.IncDecStmt:
			if changes(n.X) {
				return true
			}
		}
	}
	return false
}

// inLoopBetween reports whether a loop or a function literal contains a statement but not
// an earlier one.
func (sc *Scope) inLoopBetween(s, before ast.Stmt) bool {
	for n := sc.Parent(s); n != nil && !text.Contains(n, before); n = sc.Parent(n) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return true
		}
	}
	return false
}
