package section

import (
	"go/ast"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// maxExits bounds the number of statements before which a critical section releases its
// lock ahead of its end.
const maxExits = 3

// releaseAt releases the lock before an exit. A return statement that uses the map
// evaluates its result under the lock.
func (j *job) releaseAt(e ast.Stmt, release string) bool {
	ret, ok := e.(*ast.ReturnStmt)
	if !ok || len(j.in(ret)) == 0 {
		j.insert(j.PosBefore(e), release)
		return true
	}
	if len(ret.Results) != 1 {
		return false
	}
	name := j.Fresh(j.fn, ret.Pos(), j.NamesFor(ret.Results[0])...)
	if name == "" {
		return false
	}
	j.insert(j.PosBefore(e), name+" := "+j.Text(ret.Results[0]), release)
	j.edits = append(j.edits, text.ReplaceNode(ret.Results[0], name))
	return true
}

// Exits returns the statements that leave a run of statements before its end; ok is false
// if there are too many, or a goto.
func (sc *Scope) Exits(run []ast.Stmt) (out []ast.Stmt, ok bool) {
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
				if c, ok := n.X.(*ast.CallExpr); ok && sc.Info.Types[c.Fun].IsBuiltin() && sc.Text(c.Fun) == "panic" {
					out = append(out, n)
				}
			}
			return true
		})
	}
	return out, len(out) <= maxExits && !jumps
}

// leaves reports whether the target of a branch statement is outside a run of statements.
func (sc *Scope) leaves(b *ast.BranchStmt, run []ast.Stmt) bool {
	if b.Label != nil {
		return !slices.ContainsFunc(run, func(s ast.Stmt) bool { return text.HasLabel(s, b.Label.Name) })
	}
	if b.Tok == token.FALLTHROUGH {
		return false
	}
	for n := range sc.Enclosing(b) {
		target := false
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			target = true
		case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			target = b.Tok == token.BREAK
		}
		if target {
			return !slices.ContainsFunc(run, func(s ast.Stmt) bool { return text.Contains(s, n) })
		}
	}
	return true
}
