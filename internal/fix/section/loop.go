package section

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// forStmt handles a for statement. Its condition, which it evaluates before each
// iteration, moves into the body.
func (j *job) forStmt(list []ast.Stmt, i int, s *ast.ForStmt) bool {
	if s.Init != nil && len(j.in(s.Init)) > 0 && !j.readAhead(list, i, j.in(s.Init)) {
		return false
	}
	if s.Post != nil && len(j.in(s.Post)) > 0 {
		return false
	}
	if s.Cond != nil && len(j.in(s.Cond)) > 0 && !j.condition(s) {
		return false
	}
	return len(j.in(s.Body)) == 0 || j.list(s.Body.List)
}

// condition moves the condition of a loop into its body.
func (j *job) condition(s *ast.ForStmt) bool {
	us := j.in(s.Cond)
	e, ok := us[0].Node.(ast.Expr)
	if len(us) != 1 || us[0].Write || !ok {
		return false
	}
	value, snippet := j.value(us[0], e)
	if snippet == "" || value == nil || !j.LockVisible(s, s) {
		return false
	}
	for n := ast.Node(value); n != s.Cond; n = j.Parent(n) {
		if b, ok := j.Parent(n).(*ast.BinaryExpr); ok && code.IsLogical(b.Op) {
			return false
		}
	}
	name := j.Fresh(j.fn, value.Pos(), j.NamesFor(value)...)
	if name == "" {
		return false
	}
	cond := j.TextBetween(s.Cond.Pos(), value.Pos()) + name + j.TextBetween(value.End(), s.Cond.End())
	end := s.Cond.End()
	if s.Init == nil && s.Post == nil {
		end = s.Body.Lbrace
	}
	j.edits = append(j.edits, text.Delete(s.Cond.Pos(), end))
	at := j.PosInside(s.Body)
	lines := []string{
		j.l.Take(code.Reading),
		name + " := " + snippet,
		j.l.Release(code.Reading),
		"if " + j.negated(s.Cond, value, name, cond) + " {",
		"break",
		"}",
	}
	j.edits = append(j.edits, text.Insert(at, "\n"+strings.Join(lines, "\n")+"\n"))
	return true
}

// negated returns the negation of a condition in which a name takes the place of a value;
// renamed is the condition with that name.
func (sc *Scope) negated(cond, value ast.Expr, name, renamed string) string {
	negated := map[token.Token]string{
		token.EQL: "!=", token.NEQ: "==", token.LSS: ">=", token.LEQ: ">", token.GTR: "<=", token.GEQ: "<",
	}
	switch c := cond.(type) {
	case *ast.BinaryExpr:
		op := negated[c.Op]
		if op != "" && c.X == value {
			return name + " " + op + " " + sc.Text(c.Y)
		}
		if op != "" && c.Y == value {
			return sc.Text(c.X) + " " + op + " " + name
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT && c.X == value {
			return name
		}
	}
	if cond == value {
		return "!" + name
	}
	return "!(" + renamed + ")"
}

// rangeStmt handles a range statement that cannot be one critical section: the statement
// ranges over a copy of the map that is made under the lock.
func (j *job) rangeStmt(list []ast.Stmt, i int, s *ast.RangeStmt) bool {
	if len(j.in(s.X)) > 0 {
		if !j.readAhead(list, i, j.in(s.X)) {
			return false
		}
	} else if j.isUse(s) && !j.snapshot(list, i, s) {
		return false
	}
	rest := j.in(s.Body)
	if len(rest) == 0 {
		return true
	}
	changes := slices.ContainsFunc(rest, func(u code.Use) bool { return u.Write && !j.ofIteration(u, s) })
	if changes && j.isUse(s) {
		return false // a loop over a copy would not see what its body adds or deletes
	}
	return j.list(s.Body.List)
}

// isUse reports whether a node is one of the uses.
func (sc *Scope) isUse(n ast.Node) bool {
	return slices.ContainsFunc(sc.uses, func(u code.Use) bool { return u.Node == n })
}

// ofIteration reports whether a write is to the element of the current iteration.
func (sc *Scope) ofIteration(u code.Use, s *ast.RangeStmt) bool {
	key, ok := s.Key.(*ast.Ident)
	if !ok {
		return false
	}
	switch n := u.Node.(type) {
	case *ast.IndexExpr:
		return sc.Text(n.Index) == key.Name
	case *ast.CallExpr:
		return len(n.Args) == 2 && sc.Text(n.Args[1]) == key.Name
	}
	return false
}

// snapshot copies the map before a loop over it.
func (j *job) snapshot(list []ast.Stmt, i int, s *ast.RangeStmt) bool {
	if j.cloneDefinition(s.X) {
		return true
	}
	snippet := j.clone(s.X)
	name := j.Fresh(j.fn, s.Pos(), j.NamesFor(s.X)...)
	if name == "" {
		return false
	}
	inside := j.define(name, s.X, snippet)
	if inside == nil || !j.sectionAhead(list, i, code.Reading, inside...) {
		return false
	}
	j.edits = append(j.edits, text.ReplaceNode(s.X, name))
	return true
}

// cloneDefinition clones the map where a local variable gets it under the lock: the code
// that uses the variable can stay as it is.
func (j *job) cloneDefinition(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	def := j.Definition(id)
	if def == nil || !text.IsNameChain(def) || j.EnclosingFunc(def) != j.fn {
		return false
	}
	if j.HeldAs(j.fn, j.l.Var, def.Pos()) == "" {
		return false
	}
	assign, ok := j.Parent(def).(*ast.AssignStmt)
	if !ok || j.Siblings(assign) == nil {
		return false
	}
	if v := j.VarOf(id); v == nil || j.isChanged(v) {
		return false
	}
	if snippet := j.clone(def); snippet != "" {
		j.edits = append(j.edits, text.ReplaceNode(def, snippet))
		return true
	}
	lines, es := j.CopyLoop(j.file, id.Name, def)
	if lines == nil {
		return false
	}
	at := j.PosAfter(assign)
	j.edits = append(j.edits, es...)
	j.edits = append(j.edits, text.ReplaceNode(assign, lines[0]), text.Insert(at, "\n"+strings.Join(lines[1:], "\n")))
	return true
}

// isChanged reports whether the function may write to the map in a local variable.
func (sc *Scope) isChanged(v *types.Var) bool {
	return slices.ContainsFunc(sc.UsesOf(v, sc.fn), func(u code.Use) bool { return u.Write || !u.IsOperation })
}
