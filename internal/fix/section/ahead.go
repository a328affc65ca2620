package section

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// sectionAhead puts a critical section of new statements before list[i], or at the end of
// the section that ends there.
func (j *job) sectionAhead(list []ast.Stmt, i int, mode code.Mode, inside ...string) bool {
	if !j.LockVisible(list[i]) {
		return false
	}
	if i > 0 && j.lockCall(list, i-1, "Unlock", mode) != "" {
		j.insert(list[i-1].Pos(), inside...)
		return true
	}
	j.insert(j.PosBefore(list[i]), slices.Concat([]string{j.l.Take(mode)}, inside, []string{j.l.Release(mode)})...)
	return true
}

// readAhead replaces uses in list[i] by local variables that a critical section before
// it reads: uses that only read, or a call that is all that the statement does.
func (j *job) readAhead(list []ast.Stmt, i int, us []code.Use) bool {
	var inside []string
	var es []text.Edit
	for _, u := range us {
		e, ok := u.Node.(ast.Expr)
		if !ok || u.Write && !j.callsAlone(u) {
			return false
		}
		value, snippet := j.value(u, e)
		if value == nil || !j.Movable(value, list[i]) {
			return false
		}
		if len(es) > 0 && es[len(es)-1].End > value.Pos() {
			continue // the value before contains it
		}
		if have := j.readBefore(value, list[i]); have != "" {
			es = append(es, text.ReplaceNode(value, have))
			continue
		}
		name := j.Fresh(j.fn, value.Pos(), j.NamesFor(value)...)
		if name == "" {
			return false
		}
		j.reads = append(j.reads, read{name, value, list[i]})
		lines := j.define(name, value, snippet)
		if lines == nil {
			return false
		}
		inside = append(inside, lines...)
		es = append(es, text.ReplaceNode(value, name))
	}
	if len(es) == 0 || len(inside) > 0 && !j.sectionAhead(list, i, code.ModeOf(us), inside...) {
		return false
	}
	j.edits = append(j.edits, es...)
	return true
}

// define returns the statements that give a variable the value of an expression, which
// snippet computes, or a loop if snippet is empty; nil if a loop does not copy the map.
func (j *job) define(name string, value ast.Expr, snippet string) []string {
	if snippet != "" {
		return []string{name + " := " + snippet}
	}
	lines, imports := j.CopyLoop(j.file, name, value)
	j.edits = append(j.edits, imports...)
	return lines
}

// callsAlone reports whether a use is the only call in the header of a statement or in a
// return statement.
func (sc *Scope) callsAlone(u code.Use) bool {
	call, ok := u.Node.(*ast.CallExpr)
	if !ok || u.Expr != ast.Expr(call) {
		return false
	}
	top := ast.Expr(call) // the outermost expression around it
	for up, ok := sc.Parent(top).(ast.Expr); ok; up, ok = sc.Parent(top).(ast.Expr) {
		top = up
	}
	switch s := sc.Parent(top).(type) {
	case *ast.IfStmt, *ast.SwitchStmt:
	case *ast.ReturnStmt:
		if len(s.Results) != 1 {
			return false
		}
	default:
		return false
	}
	calls := 0
	for c := range text.All[*ast.CallExpr](sc.Tree, top) {
		if tv := sc.Info.Types[c.Fun]; !tv.IsType() && !tv.IsBuiltin() {
			calls++
		}
	}
	return calls == 1
}

// value returns the expression around a use that a local variable can hold, and the
// expression that computes it: the element, or a clone if the use is of the map itself;
// "" if only a loop can clone that map.
func (j *job) value(u code.Use, e ast.Expr) (ast.Expr, string) {
	for up, ok := j.Parent(e).(*ast.IndexExpr); ok && up.X == e && code.IsMap(j.Info.TypeOf(e)); up, ok = j.Parent(e).(*ast.IndexExpr) {
		e = up
	}
	if c, ok := e.(*ast.CallExpr); ok && !j.Info.Types[c.Fun].IsBuiltin() {
		if j.quick(c) {
			return c, j.Text(c)
		}
		t := j.Info.TypeOf(u.Expr)
		if t == nil || !code.IsMap(t) || !text.Contains(c, u.Expr) {
			return nil, ""
		}
		return u.Expr, j.clone(u.Expr)
	}
	if t := j.Info.TypeOf(e); t == nil || code.IsMap(t) || !j.quick(e) {
		return nil, ""
	}
	return e, j.Text(e)
}

// operands returns the expressions that a statement evaluates before its only use of the
// map; ok is false if the form of the statement does not tell.
func (sc *Scope) operands(s ast.Stmt, u code.Use) (operands []ast.Expr, ok bool) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || len(s.Rhs) != 1 || sc.Parent(u.Node) != ast.Node(s) {
			return nil, false
		}
		ie, ok := u.Node.(*ast.IndexExpr)
		if !ok || ie != s.Rhs[0] {
			operands = append(operands, s.Rhs[0])
		}
		if ok {
			operands = append(operands, ie.Index)
		}
		return operands, true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		if !ok || u.Node != ast.Node(c) {
			return nil, false
		}
		callee := sc.Callee(c)
		return c.Args, callee == nil || code.QuickStd(callee)
	}
	return nil, false
}

// evaluateAhead evaluates those operands of a write, or of a look-up that is a statement,
// before the critical section that are too slow for it.
func (j *job) evaluateAhead(list []ast.Stmt, i int) bool {
	us := j.in(list[i])
	if len(us) != 1 || !j.LockVisible(list[i], list[i]) {
		return false
	}
	operands, ok := j.operands(list[i], us[0])
	if !ok {
		return false
	}
	var ahead []string
	var es []text.Edit
	for _, o := range operands {
		if j.quick(o) {
			continue
		}
		if text.Contains(o, us[0].Expr) {
			return false
		}
		name := j.Fresh(j.fn, o.Pos(), j.NamesFor(o)...)
		if name == "" {
			return false
		}
		ahead = append(ahead, name+" := "+j.Text(o))
		es = append(es, text.ReplaceNode(o, name))
	}
	mode := code.ModeOf(us)
	j.insert(j.PosBefore(list[i]), append(ahead, j.l.Take(mode))...)
	j.append(list[i], j.l.Release(mode))
	j.edits = append(j.edits, es...)
	return true
}
