package fix

import (
	"go/ast"
	"go/token"
	"slices"
)

// maxExits bounds the number of places at which a critical section may give up
// its lock before its end.
const maxExits = 3

// leave gives up the lock before an exit. A return whose results use the map
// gets them first.
func (j *job) leave(e ast.Stmt, drop string) bool {
	ret, ok := e.(*ast.ReturnStmt)
	if !ok || len(j.in(ret)) == 0 {
		j.insert(j.before(e), drop)
		return true
	}
	if len(ret.Results) != 1 {
		return false
	}
	name := j.fresh(j.fn, ret.Pos(), j.resultNames(ret.Results[0])...)
	if name == "" {
		return false
	}
	j.insert(j.before(e), name+" := "+j.src(ret.Results[0]), drop)
	j.edits = append(j.edits, replaceNode(ret.Results[0], name))
	return true
}

// exits returns the statements that leave a run of statements other than by
// its end; ok is false if there are too many, or jumps to anywhere.
func (sc *scope) exits(run []ast.Stmt) (out []ast.Stmt, ok bool) {
	jumps := false
	for _, s := range run {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.ReturnStmt:
				out = append(out, n)
			case *ast.BranchStmt:
				if jumps = jumps || n.Tok == token.GOTO; sc.leaves(n, run) {
					out = append(out, n)
				}
			case *ast.ExprStmt:
				if c, is := n.X.(*ast.CallExpr); is && sc.Info.Types[c.Fun].IsBuiltin() && sc.src(c.Fun) == "panic" {
					out = append(out, n)
				}
			}
			return true
		})
	}
	return out, len(out) <= maxExits && !jumps
}

// leaves reports whether a branch statement goes out of a run of statements.
func (sc *scope) leaves(b *ast.BranchStmt, run []ast.Stmt) bool {
	if b.Label != nil {
		return !slices.ContainsFunc(run, func(s ast.Stmt) bool { return hasLabel(s, b.Label.Name) })
	}
	if b.Tok == token.FALLTHROUGH {
		return false
	}
	for n := sc.parent(b); n != nil; n = sc.parent(n) {
		target := false
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			target = true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			target = b.Tok == token.BREAK
		}
		if target {
			return !slices.ContainsFunc(run, func(s ast.Stmt) bool { return contains(s, n) })
		}
	}
	return true
}

// hasLabel reports whether a label is declared within a statement.
func hasLabel(s ast.Stmt, label string) bool {
	found := false
	ast.Inspect(s, func(n ast.Node) bool {
		l, ok := n.(*ast.LabeledStmt)
		found = found || ok && l.Label.Name == label
		return !found
	})
	return found
}

func onlyReturns(exits []ast.Stmt) bool {
	return !slices.ContainsFunc(exits, func(s ast.Stmt) bool {
		_, ok := s.(*ast.BranchStmt)
		return ok
	})
}

// terminates reports whether the end of a list is never reached.
func terminates(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		id, _ := c, ok
		if !ok {
			return false
		}
		name, isIdent := id.Fun.(*ast.Ident)
		return isIdent && name.Name == "panic"
	case *ast.BlockStmt:
		return terminates(s.List)
	}
	return false
}
