package section

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// stmt brings the uses in list[i] under the lock: those in nested statements where they
// are, those in its header, and those in a statement that is too slow for a critical
// section, by a section before it that reads them into local variables.
func (j *job) stmt(list []ast.Stmt, i int) bool {
	switch s := list[i].(type) {
	case *ast.LabeledStmt:
		nested := text.Statements(s.Stmt)
		return len(nested) > 0 && j.list(nested) || j.labeled(list, i, s)
	case *ast.BlockStmt:
		return j.list(s.List)
	case *ast.IfStmt:
		return j.absorb(s) || j.ifStmt(list, i, s)
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
		return j.section(list, i, i) || j.readAhead(list, i, j.in(s))
	case *ast.AssignStmt, *ast.ExprStmt, *ast.IncDecStmt:
		evaluateAhead := func() bool { return j.evaluateAhead(list, i) }
		return j.section(list, i, i) || j.try(evaluateAhead) || j.readAhead(list, i, j.in(s))
	case *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt, *ast.DeclStmt:
		return j.readAhead(list, i, j.in(s))
	}
	return false
}

// labeled handles a statement with a label: new statements go before the label, unless a
// goto jumps to it.
func (j *job) labeled(list []ast.Stmt, i int, s *ast.LabeledStmt) bool {
	if slices.ContainsFunc(list, func(t ast.Stmt) bool { return text.HasGoto(t, s.Label.Name) }) {
		return false
	}
	swapped := slices.Clone(list)
	swapped[i] = s.Stmt
	return j.stmt(swapped, i)
}

// clauses handles the bodies of a switch statement. It does not read the expressions of
// cases ahead: the statement evaluates them only until one matches.
func (j *job) clauses(b *ast.BlockStmt) bool {
	for _, c := range b.List {
		if cc, ok := c.(*ast.CaseClause); ok {
			for _, e := range cc.List {
				if len(j.in(e)) > 0 {
					return false
				}
			}
		}
		if len(j.in(c)) > 0 && !j.list(text.Statements(c)) {
			return false
		}
	}
	return true
}

// selectStmt handles a select statement, which evaluates the values to send before it
// waits.
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
		if len(j.in(text.Nodes(cc.Body)...)) > 0 && !j.list(cc.Body) {
			return false
		}
	}
	return true
}

// ifStmt handles an if statement that cannot be one critical section.
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

// header brings the uses in the header of list[i] under the lock: it reads them ahead, or
// moves the initialisation before the statement.
func (j *job) header(list []ast.Stmt, i int, init, cond ast.Node) bool {
	us := j.in(init)
	if len(us) == 0 {
		if cond == nil || len(j.in(cond)) == 0 {
			return true
		}
		return init == nil && j.readAhead(list, i, j.in(cond)) // cond may use what init declares
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

// moveInit moves a declaration from the header of list[i] before the statement. It renames
// variables if their names mean something else there.
func (j *job) moveInit(list []ast.Stmt, i int, a *ast.AssignStmt, cond ast.Node) bool {
	snippet, grown := j.Text(a), 0
	for _, l := range a.Lhs {
		id, ok := l.(*ast.Ident)
		if !ok {
			return false
		}
		v, ok := j.Info.Defs[id].(*types.Var)
		if id.Name == "_" || !ok || j.FreeBefore(list, i, id.Name) {
			continue
		}
		name := j.Fresh(j.fn, list[i].Pos(), j.OtherNames(id.Name, a.Rhs[0], v.Type())...)
		if name == "" {
			return false
		}
		for use := range j.Occurrences(v, j.fn) {
			j.edits = append(j.edits, text.ReplaceNode(use, name))
		}
		off := int(id.Pos()-a.Pos()) + grown
		snippet = snippet[:off] + name + snippet[off+len(id.Name):]
		grown += len(name) - len(id.Name)
	}
	if !j.sectionAhead(list, i, code.ModeOf(j.in(a)), snippet) {
		return false
	}
	j.edits = append(j.edits, text.Delete(a.Pos(), cond.Pos()))
	return true
}
