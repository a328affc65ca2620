package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// stmt puts the uses in one statement under the lock: those in statements
// within it there, those in its header or in a statement that is too slow for a
// critical section by reading ahead into a local variable.
func (j *job) stmt(list []ast.Stmt, i int) bool {
	switch s := list[i].(type) {
	case *ast.LabeledStmt:
		return len(stmts(s.Stmt)) > 0 && j.list(stmts(s.Stmt)) || j.labeled(list, i, s)
	case *ast.BlockStmt:
		return j.list(s.List)
	case *ast.IfStmt:
		return j.absorb(list, i, s) || j.ifStmt(list, i, s)
	case *ast.ForStmt:
		return j.forStmt(list, i, s)
	case *ast.RangeStmt:
		return j.rangeStmt(list, i, s)
	case *ast.SwitchStmt:
		return j.header(list, i, s.Init, s.Tag) && j.clauses(s.Body)
	case *ast.TypeSwitchStmt:
		return j.header(list, i, s.Init, s.Assign) && j.clauses(s.Body)
	case *ast.SelectStmt:
		return j.selectStmt(list, i, s)
	case *ast.ReturnStmt:
		if j.section(list, i, i) {
			return true
		}
		return j.readAhead(list, i, j.in(s))
	case *ast.AssignStmt, *ast.ExprStmt, *ast.IncDecStmt:
		return j.section(list, i, i) || j.try(func() bool { return j.evaluateAhead(list, i) }) || j.readAhead(list, i, j.in(s))
	case *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.DeclStmt:
		return j.readAhead(list, i, j.in(s))
	}
	return false
}

// labeled handles a loop with a label, before which statements may go.
func (j *job) labeled(list []ast.Stmt, i int, s *ast.LabeledStmt) bool {
	if slices.ContainsFunc(list, func(t ast.Stmt) bool { return hasGoto(t, s.Label.Name) }) {
		return false
	}
	swapped := slices.Clone(list)
	swapped[i] = s.Stmt
	return j.stmt(swapped, i)
}

func hasGoto(n ast.Node, label string) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if b, ok := n.(*ast.BranchStmt); ok && b.Tok == token.GOTO && b.Label.Name == label {
			found = true
		}
		return !found
	})
	return found
}

// clauses handles the bodies of a switch. The expressions of its cases are
// evaluated one after the other: they cannot be read ahead.
func (j *job) clauses(b *ast.BlockStmt) bool {
	for _, c := range b.List {
		if cc, ok := c.(*ast.CaseClause); ok {
			for _, e := range cc.List {
				if len(j.in(e)) > 0 {
					return false
				}
			}
		}
		if len(j.in(c)) > 0 && !j.list(stmts(c)) {
			return false
		}
	}
	return true
}

// selectStmt handles a select statement: values that are sent are evaluated
// when it is entered.
func (j *job) selectStmt(list []ast.Stmt, i int, s *ast.SelectStmt) bool {
	for _, c := range s.Body.List {
		cc := c.(*ast.CommClause)
		if send, ok := cc.Comm.(*ast.SendStmt); ok && len(j.in(send)) > 0 {
			if !j.readAhead(list, i, j.in(send)) {
				return false
			}
		} else if cc.Comm != nil && len(j.in(cc.Comm)) > 0 {
			return false
		}
		if len(j.in(nodes(cc.Body)...)) > 0 && !j.list(cc.Body) {
			return false
		}
	}
	return true
}

// ifStmt handles an if statement that is no critical section as a whole.
func (j *job) ifStmt(list []ast.Stmt, i int, s *ast.IfStmt) bool {
	if len(j.elseHeads(s)) > 0 || !j.header(list, i, s.Init, s.Cond) {
		return false
	}
	for e := ast.Stmt(s); e != nil; {
		switch b := e.(type) {
		case *ast.IfStmt:
			if len(j.in(b.Body)) > 0 && !j.list(b.Body.List) {
				return false
			}
			e = b.Else
		case *ast.BlockStmt:
			return len(j.in(b)) == 0 || j.list(b.List)
		default:
			return false
		}
	}
	return true
}

// header reads the uses in the header of a statement ahead: its initialisation
// moves before it if that is what uses the map.
func (j *job) header(list []ast.Stmt, i int, init, cond ast.Node) bool {
	us := j.in(init)
	if len(us) == 0 {
		if cond == nil || len(j.in(cond)) == 0 {
			return true
		}
		return init == nil && j.readAhead(list, i, j.in(cond)) // what init declares would come too late
	}
	a, ok := init.(*ast.AssignStmt)
	if !ok || cond == nil || len(j.in(cond)) > 0 {
		return false
	}
	if a.Tok != token.DEFINE || !j.quick(a) {
		return j.readAhead(list, i, us)
	}
	return j.moveInit(list, i, a, cond)
}

// moveInit moves a declaration from the header of list[i] before it. Names that
// mean something there get another one.
func (j *job) moveInit(list []ast.Stmt, i int, a *ast.AssignStmt, cond ast.Node) bool {
	text, grown := j.src(a), 0
	for _, l := range a.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return false
		}
		v, ok := j.Info.Defs[id].(*types.Var)
		if id.Name == "_" || !ok || j.freeBefore(list, i, id.Name) {
			continue
		}
		name := j.fresh(j.fn, list[i].Pos(), j.otherNames(id.Name, a.Rhs[0], v.Type())...)
		if name == "" {
			return false
		}
		for use, obj := range j.Info.Uses {
			if obj == v {
				j.edits = append(j.edits, replaceNode(use, name))
			}
		}
		off := int(id.Pos()-a.Pos()) + grown
		text = text[:off] + name + text[off+len(id.Name):]
		grown += len(name) - len(id.Name)
	}
	if !j.aside(list, i, writes(j.in(a)), nil, text) {
		return false
	}
	j.edits = append(j.edits, deleteText(a.Pos(), cond.Pos()))
	return true
}

// aside puts a critical section of its own before list[i]: some statements
// ahead of it, others in it.
func (j *job) aside(list []ast.Stmt, i int, write bool, ahead []string, inside ...string) bool {
	if !j.visible(list[i]) {
		return false
	}
	pos := j.before(list[i])
	if i > 0 && len(ahead) == 0 && j.neighbour(list, i-1, "Unlock", write) != "" {
		j.insert(list[i-1].Pos(), inside...)
		return true
	}
	j.insert(pos, slices.Concat(ahead, []string{j.l.take(write)}, inside, []string{j.l.drop(write)})...)
	return true
}

// readAhead replaces uses in list[i] by local variables that are read before:
// uses that only read, or a call that is all that happens there.
func (j *job) readAhead(list []ast.Stmt, i int, us []use) bool {
	var inside []string
	var es []edit
	for _, u := range us {
		e, ok := u.node.(ast.Expr)
		if !ok || u.write && !j.callsAlone(u) {
			return false
		}
		value, text := j.value(u, e)
		if value == nil || !j.movable(value, list[i]) {
			return false
		}
		if len(es) > 0 && es[len(es)-1].end > value.Pos() {
			continue // within the one before
		}
		if have := j.readBefore(value, list[i]); have != "" {
			es = append(es, replaceNode(value, have))
			continue
		}
		name := j.fresh(j.fn, value.Pos(), j.resultNames(value)...)
		if name == "" {
			return false
		}
		j.reads = append(j.reads, read{name, value, list[i]})
		lines := []string{name + " := " + text}
		if text == "" { // a map that has to be copied by a loop
			var imp []edit
			lines, imp = j.copyLoop(j.file, name, value)
			j.edits = append(j.edits, imp...)
		}
		if lines == nil {
			return false
		}
		inside = append(inside, lines...)
		es = append(es, replaceNode(value, name))
	}
	if len(es) == 0 || len(inside) > 0 && !j.aside(list, i, writes(us), nil, inside...) {
		return false
	}
	j.edits = append(j.edits, es...)
	return true
}

// callsAlone reports whether a use is a call of a function that writes to the map,
// in the header of a statement or a return statement that calls nothing else.
func (sc *scope) callsAlone(u use) bool {
	call, ok := u.node.(*ast.CallExpr)
	if !ok || u.expr != ast.Expr(call) {
		return false
	}
	top := ast.Expr(call)
	for up, ok := sc.parent(top).(ast.Expr); ok; up, ok = sc.parent(top).(ast.Expr) {
		top = up
	}
	switch s := sc.parent(top).(type) {
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
func (j *job) value(u use, e ast.Expr) (ast.Expr, string) {
	for {
		if up, ok := j.parent(e).(*ast.IndexExpr); ok && up.X == e && isMap(j.Info.TypeOf(e)) {
			e = up
			continue
		}
		break
	}
	if c, ok := e.(*ast.CallExpr); ok && !j.Info.Types[c.Fun].IsBuiltin() {
		if j.quick(c) {
			return c, j.src(c)
		}
		t := j.Info.TypeOf(u.expr)
		if t == nil || !isMap(t) || !contains(c, u.expr) {
			return nil, ""
		}
		return u.expr, j.clone(u.expr)
	}
	if t := j.Info.TypeOf(e); t == nil || isMap(t) || !j.quick(e) {
		return nil, ""
	}
	return e, j.src(e)
}

// movable reports whether an expression may be evaluated before the statement
// that it is in: it is evaluated there in any case, once, and nothing before it
// in the statement declares a name that it uses.
func (p *pack) movable(e ast.Expr, s ast.Stmt) bool {
	for n := ast.Node(e); n != nil && n != ast.Node(s); n = p.parent(n) {
		switch up := p.parent(n).(type) {
		case *ast.BinaryExpr:
			if (up.Op == token.LAND || up.Op == token.LOR) && up.Y == n {
				return false
			}
		case *ast.FuncLit, *ast.CaseClause:
			return false
		}
	}
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		if id, is := n.(*ast.Ident); is {
			if obj := p.Info.Uses[id]; obj != nil && obj.Pos() > s.Pos() && contains(s, id) && obj.Pos() < s.End() && obj.Parent() != nil {
				ok = false
			}
		}
		return ok
	})
	return ok
}

// operands returns the expressions that a statement evaluates before it uses the
// map in the one way that it does; ok is false if it is not of a form in which
// they are known.
func (sc *scope) operands(s ast.Stmt, u use) (operands []ast.Expr, ok bool) {
	switch s := s.(type) {
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || len(s.Rhs) != 1 || sc.parent(u.node) != ast.Node(s) {
			return nil, false
		}
		ie, ok := u.node.(*ast.IndexExpr)
		if !ok || ie != s.Rhs[0] {
			operands = append(operands, s.Rhs[0])
		}
		if ok {
			operands = append(operands, ie.Index)
		}
		return operands, true
	case *ast.ExprStmt:
		c, ok := s.X.(*ast.CallExpr)
		if !ok || u.node != ast.Node(c) || sc.callee(c) != nil && !quickStd(sc.callee(c)) {
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
	if len(us) != 1 || !j.visible(list[i], list[i]) {
		return false
	}
	operands, ok := j.operands(list[i], us[0])
	if !ok {
		return false
	}
	var ahead []string
	var es []edit
	for _, o := range operands {
		if j.quick(o) {
			continue
		}
		if contains(o, us[0].expr) {
			return false
		}
		name := j.fresh(j.fn, o.Pos(), j.resultNames(o)...)
		if name == "" {
			return false
		}
		ahead = append(ahead, name+" := "+j.src(o))
		es = append(es, replaceNode(o, name))
	}
	write := us[0].write
	j.insert(j.before(list[i]), append(ahead, j.l.take(write))...)
	j.append(list[i], j.l.drop(write))
	j.edits = append(j.edits, es...)
	return true
}
