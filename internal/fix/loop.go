package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// forStmt handles a for statement. Its condition is evaluated before each
// round: it moves into the body.
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
	e, ok := us[0].node.(ast.Expr)
	if len(us) != 1 || us[0].write || !ok {
		return false
	}
	value, text := j.value(us[0], e)
	if text == "" || value == nil || !j.rootVisible(s) {
		return false
	}
	for n := ast.Node(value); n != s.Cond; n = j.parent(n) {
		if b, ok := j.parent(n).(*ast.BinaryExpr); ok && (b.Op == token.LAND || b.Op == token.LOR) {
			return false
		}
	}
	name := j.fresh(j.fn, value.Pos(), j.resultNames(value)...)
	if name == "" {
		return false
	}
	cond := j.between(s.Cond.Pos(), value.Pos()) + name + j.between(value.End(), s.Cond.End())
	end := s.Cond.End()
	if s.Init == nil && s.Post == nil {
		end = s.Body.Lbrace
	}
	j.edits = append(j.edits, deleteText(s.Cond.Pos(), end))
	at := j.afterBrace(s.Body)
	j.edits = append(j.edits, insertText(at, "\n"+j.l.take(false)+"\n"+name+" := "+text+"\n"+j.l.drop(false)+
		"\nif "+j.negated(s.Cond, value, name, cond)+" {\nbreak\n}\n"))
	return true
}

// rootVisible reports whether the lock can be named in front of a loop, and so
// within it.
func (j *job) rootVisible(s ast.Stmt) bool { return j.visible(s, s) }

// negated negates a condition in which a value has got a name.
func (sc *scope) negated(cond ast.Expr, value ast.Expr, name, text string) string {
	negated := map[token.Token]string{token.EQL: "!=", token.NEQ: "==", token.LSS: ">=", token.LEQ: ">", token.GTR: "<=", token.GEQ: "<"}
	switch c := cond.(type) {
	case *ast.BinaryExpr:
		op := negated[c.Op]
		if op != "" && c.X == value {
			return name + " " + op + " " + sc.src(c.Y)
		}
		if op != "" && c.Y == value {
			return sc.src(c.X) + " " + op + " " + name
		}
	case *ast.UnaryExpr:
		if c.Op == token.NOT && c.X == value {
			return name
		}
	}
	if cond == value {
		return "!" + name
	}
	return "!(" + text + ")"
}

// rangeStmt handles a range statement that cannot be one critical section: it
// iterates over a snapshot of the map, made under the lock.
func (j *job) rangeStmt(list []ast.Stmt, i int, s *ast.RangeStmt) bool {
	if len(j.in(s.X)) > 0 {
		if !j.readAhead(list, i, j.in(s.X)) {
			return false
		}
	} else if slices.ContainsFunc(j.uses, func(u use) bool { return u.node == ast.Node(s) }) {
		if !j.snapshot(list, i, s) {
			return false
		}
	}
	rest := j.in(s.Body)
	if len(rest) == 0 {
		return true
	}
	if slices.ContainsFunc(rest, func(u use) bool { return u.write && !j.ofLoop(u, s) }) && slices.ContainsFunc(j.uses, func(u use) bool { return u.node == ast.Node(s) }) {
		return false // what the loop adds or deletes would not be seen
	}
	return j.list(s.Body.List)
}

// ofLoop reports whether a write is of the element that the loop is at.
func (sc *scope) ofLoop(u use, s *ast.RangeStmt) bool {
	key, ok := s.Key.(*ast.Ident)
	if !ok {
		return false
	}
	switch n := u.node.(type) {
	case *ast.IndexExpr:
		return sc.src(n.Index) == key.Name
	case *ast.CallExpr:
		return len(n.Args) == 2 && sc.src(n.Args[1]) == key.Name
	}
	return false
}

// snapshot copies the map before a loop over it.
func (j *job) snapshot(list []ast.Stmt, i int, s *ast.RangeStmt) bool {
	if j.cloneDefinition(s.X) {
		return true
	}
	u := use{expr: s.X}
	text := j.clone(u.expr)
	name := j.fresh(j.fn, s.Pos(), j.resultNames(s.X)...)
	if name == "" {
		return false
	}
	inside := []string{name + " := " + text}
	if text == "" {
		var es []edit
		if inside, es = j.copyLoop(j.file, name, s.X); inside == nil {
			return false
		}
		j.edits = append(j.edits, es...)
	}
	if !j.aside(list, i, false, nil, inside...) {
		return false
	}
	j.edits = append(j.edits, replaceNode(s.X, name))
	return true
}

// cloneDefinition makes a local name for the map, which was read under the
// lock, one for a copy of it: what follows can stay as it is.
func (j *job) cloneDefinition(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return false
	}
	def := j.definition(id)
	if def == nil || !stable(def) || j.function(def) != j.fn || j.lastLock(j.fn, j.l.v, def.Pos()) == "" {
		return false
	}
	assign, ok := j.parent(def).(*ast.AssignStmt)
	if v := j.varOf(id); !ok || v == nil || j.isChanged(v) || j.siblings(assign) == nil {
		return false
	}
	if text := j.clone(def); text != "" {
		j.edits = append(j.edits, replaceNode(def, text))
		return true
	}
	lines, es := j.copyLoop(j.file, id.Name, def)
	if lines == nil {
		return false
	}
	at := j.after(assign)
	j.edits = append(j.edits, es...)
	j.edits = append(j.edits, replaceNode(assign, lines[0]), insertText(at, "\n"+strings.Join(lines[1:], "\n")))
	return true
}

// isChanged reports whether a function writes to the map in a local variable.
func (sc *scope) isChanged(v *types.Var) bool {
	return slices.ContainsFunc(sc.usesOf(v, sc.fn), func(u use) bool { return u.write || !u.known })
}
