package section

import (
	"go/ast"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// aside puts a critical section of its own before list[i]: some statements
// ahead of it, others in it.
func (j *job) aside(list []ast.Stmt, i int, write bool, ahead []string, inside ...string) bool {
	if !j.LockVisible(list[i]) {
		return false
	}
	pos := j.PosBefore(list[i])
	if i > 0 && len(ahead) == 0 && j.neighbour(list, i-1, "Unlock", write) != "" {
		j.insert(list[i-1].Pos(), inside...)
		return true
	}
	j.insert(pos, slices.Concat(ahead, []string{j.l.Take(write)}, inside, []string{j.l.Release(write)})...)
	return true
}

// readAhead replaces uses in list[i] by local variables that are read before:
// uses that only read, or a call that is all that happens there.
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
			continue // within the one before
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
		lines := []string{name + " := " + snippet}
		if snippet == "" { // a map that has to be copied by a loop
			var imp []text.Edit
			lines, imp = j.CopyLoop(j.file, name, value)
			j.edits = append(j.edits, imp...)
		}
		if lines == nil {
			return false
		}
		inside = append(inside, lines...)
		es = append(es, text.ReplaceNode(value, name))
	}
	if len(es) == 0 || len(inside) > 0 && !j.aside(list, i, code.AnyWrite(us), nil, inside...) {
		return false
	}
	j.edits = append(j.edits, es...)
	return true
}

// callsAlone reports whether a use is a call of a function that writes to the map,
// in the header of a statement or a return statement that calls nothing else.
func (sc *Scope) callsAlone(u code.Use) bool {
	call, ok := u.Node.(*ast.CallExpr)
	if !ok || u.Expr != ast.Expr(call) {
		return false
	}
	top := ast.Expr(call)
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
	ast.Inspect(top, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok && !sc.Info.Types[c.Fun].IsType() && !sc.Info.Types[c.Fun].IsBuiltin() {
			calls++
		}
		return true
	})
	return calls == 1
}

// value returns the expression around a use that can stand in a local variable,
// and the text to compute it: the element, or a clone where it is the map
// itself that is used.
func (j *job) value(u code.Use, e ast.Expr) (ast.Expr, string) {
	for {
		if up, ok := j.Parent(e).(*ast.IndexExpr); ok && up.X == e && code.IsMap(j.Info.TypeOf(e)) {
			e = up
			continue
		}
		break
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

// operands returns the expressions that a statement evaluates before it uses the
// map in the one way that it does; ok is false if it is not of a form in which
// they are known.
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
		if !ok || u.Node != ast.Node(c) || sc.Callee(c) != nil && !code.QuickStd(sc.Callee(c)) {
			return nil, false
		}
		return c.Args, true
	}
	return nil, false
}

// evaluateAhead evaluates the operands of a write, or of a look-up that is a
// statement, before the critical section if they are too slow for it.
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
	write := us[0].Write
	j.insert(j.PosBefore(list[i]), append(ahead, j.l.Take(write))...)
	j.append(list[i], j.l.Release(write))
	j.edits = append(j.edits, es...)
	return true
}
