package section

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// read is an expression that has been read ahead of a statement.
type read struct {
	name  string
	value ast.Expr
	at    ast.Stmt
}

// readBefore returns the variable that has the value of an expression, since it was
// read ahead of an earlier statement: to look an element up again, in another
// section, may find another one. It returns "" if there is none, or if something
// that the expression is made of may have changed.
func (j *job) readBefore(e ast.Expr, s ast.Stmt) string {
	if _, elem := e.(*ast.IndexExpr); !elem {
		return ""
	}
	for _, r := range slices.Backward(j.reads) {
		if j.Text(r.value) != j.Text(e) || r.at.Pos() >= s.Pos() || !text.Contains(j.Parent(r.at), s) {
			continue
		}
		for _, u := range j.UsesOf(j.VarOf(e.(*ast.IndexExpr).X), j.fn) {
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

// reassigned reports whether a variable of an expression is assigned to between two
// positions.
func (sc *Scope) reassigned(e ast.Expr, from, to token.Pos) bool {
	used := map[types.Object]bool{}
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			used[sc.Info.Uses[id]] = true
		}
		return true
	})
	changed := false
	ast.Inspect(text.Body(sc.fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				id, ok := l.(*ast.Ident)
				changed = changed || from < n.Pos() && n.Pos() < to && (!ok || used[sc.Info.ObjectOf(id)])
			}
		case *ast.IncDecStmt:
			id, ok := n.X.(*ast.Ident)
			changed = changed || from < n.Pos() && n.Pos() < to && (!ok || used[sc.Info.Uses[id]])
		}
		return !changed
	})
	return changed
}

// inLoopBetween reports whether a statement is in a loop or a function literal that
// another one, before it, is not in.
func (sc *Scope) inLoopBetween(s, before ast.Stmt) bool {
	for n := sc.Parent(s); n != nil && !text.Contains(n, before); n = sc.Parent(n) {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt, *ast.FuncLit:
			return true
		}
	}
	return false
}
