package section

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// stmt puts the uses in one statement under the lock: those in statements
// within it there, those in its header or in a statement that is too slow for a
// critical section by reading ahead into a local variable.
func (j *job) stmt(list []ast.Stmt, i int) bool {
	switch s := list[i].(type) {
	case *ast.LabeledStmt:
		return len(text.Statements(s.Stmt)) > 0 && j.list(text.Statements(s.Stmt)) || j.labeled(list, i, s)
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
	if slices.ContainsFunc(list, func(t ast.Stmt) bool { return text.HasGoto(t, s.Label.Name) }) {
		return false
	}
	swapped := slices.Clone(list)
	swapped[i] = s.Stmt
	return j.stmt(swapped, i)
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
		if len(j.in(c)) > 0 && !j.list(text.Statements(c)) {
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
		if len(j.in(text.Nodes(cc.Body)...)) > 0 && !j.list(cc.Body) {
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
		for use, obj := range j.Info.Uses {
			if obj == v {
				j.edits = append(j.edits, text.ReplaceNode(use, name))
			}
		}
		off := int(id.Pos()-a.Pos()) + grown
		snippet = snippet[:off] + name + snippet[off+len(id.Name):]
		grown += len(name) - len(id.Name)
	}
	if !j.aside(list, i, code.AnyWrite(j.in(a)), nil, snippet) {
		return false
	}
	j.edits = append(j.edits, text.Delete(a.Pos(), cond.Pos()))
	return true
}
