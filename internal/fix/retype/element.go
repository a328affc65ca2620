package retype

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// element rewrites an access to an element of the map.
func (m *mapRewrite) element(e ast.Expr, ie *ast.IndexExpr) bool {
	key, ok := m.operand(ie.Index, m.typ.Key())
	if !ok || m.EnclosingFunc(ie) == nil {
		return false
	}
	load := m.Text(e) + ".Load(" + key + ")"
	a, assigned := m.Parent(ie).(*ast.AssignStmt)
	if assigned && a.Lhs[0] == ast.Expr(ie) {
		m.note(e, "Store", ie.Index)
		if len(a.Lhs) != 1 || a.Tok != token.ASSIGN {
			return false // a read and a write, which are not atomic together
		}
		value, ok := m.operand(a.Rhs[0], m.typ.Elem())
		m.replace(a.Pos(), a.End(), m.Text(e)+".Store("+key+", "+value+")")
		return ok
	}
	if m.IsWritten(ie) {
		return false
	}
	m.note(e, "Load", ie.Index)
	switch {
	case assigned && len(a.Lhs) == 2 && len(a.Rhs) == 1:
		return m.lookUp(a, ie, load)
	case assigned && m.defines(a, ie):
		return m.define(a.Lhs[0], a, load)
	}
	return m.hoist(ie, load)
}

// defines reports whether a statement is "v := m[k]" for an element m[k].
func (m *mapRewrite) defines(a *ast.AssignStmt, elem *ast.IndexExpr) bool {
	if len(a.Lhs) != 1 || a.Tok != token.DEFINE {
		return false
	}
	return a.Rhs[0] == ast.Expr(elem) && m.Siblings(a) != nil
}

// asserted returns the statement that asserts the type of an element, which sync.Map
// returns as any.
func (m *mapRewrite) asserted(name, tok, value string) (string, bool) {
	typ, ok := m.TypeText(m.file, m.typ.Elem())
	return name + ", _ " + tok + " " + value + ".(" + typ + ")", ok
}

// any returns a name for an element of type any.
func (m *mapRewrite) any(at ast.Node) string {
	return m.Fresh(m.EnclosingFunc(at), at.Pos(), "value", "loaded", "entry", "found")
}

// define rewrites "v := m[k]".
func (m *mapRewrite) define(v ast.Expr, a *ast.AssignStmt, load string) bool {
	name := m.any(a)
	assertion, ok := m.asserted(m.Text(v), ":=", name)
	m.replace(a.Pos(), a.End(), name+", _ := "+load+"\n"+assertion)
	return ok && name != ""
}

// lookUp rewrites "v, ok := m[k]", as a statement or in the header of an if
// statement.
func (m *mapRewrite) lookUp(a *ast.AssignStmt, ie *ast.IndexExpr, load string) bool {
	v, isIdent := a.Lhs[0].(*ast.Ident)
	if !isIdent {
		return false
	}
	if v.Name == "_" {
		m.replace(ie.Pos(), ie.End(), load)
		return true
	}
	name := m.any(a)
	if name == "" || a.Tok != token.DEFINE {
		return false
	}
	m.replace(a.Pos(), v.End(), name)
	m.replace(ie.Pos(), ie.End(), load)
	tok := ":="
	if m.Info.Defs[v] == nil {
		tok = "="
	}
	assertion, ok := m.asserted(v.Name, tok, name)
	if m.Siblings(a) != nil {
		at := m.PosAfter(a)
		m.replace(at, at, "\n"+assertion)
		return ok
	}
	i, isIf := m.Parent(a).(*ast.IfStmt)
	if !isIf || m.Text(i.Cond) != m.Text(a.Lhs[1]) {
		return false
	}
	if usedInElse := i.Else != nil && m.mentions(i.Else, v); usedInElse || !m.mentions(i.Body, v) {
		return false
	}
	at := m.PosInside(i.Body)
	m.replace(at, at, "\n"+assertion)
	return ok
}

// mentions reports whether a node uses the variable that id declares.
func (m *mapRewrite) mentions(n ast.Node, id *ast.Ident) bool {
	v := code.AsVar(m.Info.Defs[id])
	if v == nil {
		return false
	}
	for range m.Occurrences(v, n) {
		return true
	}
	return false
}

// hoist reads an element before the statement that uses it.
func (m *mapRewrite) hoist(ie *ast.IndexExpr, load string) bool {
	s := m.EnclosingStmt(ie)
	if s == nil || m.Siblings(s) == nil || !evaluatesFirst(s) {
		return false
	}
	name := m.any(ie)
	elem := m.Fresh(m.EnclosingFunc(ie), ie.Pos(), m.NamesFor(ie)...)
	assertion, typed := m.asserted(elem, ":=", name)
	if name == "" || elem == "" || !typed {
		return false
	}
	if !m.Movable(ie, s) || m.calls(ie.Index) {
		return false
	}
	at := m.PosBefore(s)
	m.replace(at, at, name+", _ := "+load+"\n"+assertion+"\n")
	m.replace(ie.Pos(), ie.End(), elem)
	return true
}

// evaluatesFirst reports whether a statement evaluates the expressions in its header once,
// before it does anything else.
func evaluatesFirst(s ast.Stmt) bool {
	switch s := s.(type) {
	case *ast.IfStmt:
		return s.Init == nil
	case *ast.SwitchStmt:
		return s.Init == nil
	case *ast.AssignStmt, *ast.ExprStmt, *ast.ReturnStmt, *ast.RangeStmt, *ast.SendStmt, *ast.GoStmt, *ast.DeferStmt:
		return true
	}
	return false
}

// calls reports whether an expression calls a function.
func (m *mapRewrite) calls(e ast.Expr) bool {
	for c := range text.All[*ast.CallExpr](m.Tree, e) {
		if !m.Info.Types[c.Fun].IsType() {
			return true
		}
	}
	return false
}

// operand returns the source of a key or value for a call of the sync.Map, with exactly the
// type that it has in the map: with another one, a look-up would not find the key, or an
// assertion would fail. ok is false for an operand that contains the map.
func (m *mapRewrite) operand(x ast.Expr, t types.Type) (src string, ok bool) {
	if len(m.UsesOf(m.v, x)) > 0 {
		return "", false
	}
	tv := m.Info.Types[x]
	src = m.Text(x)
	if types.IsInterface(t) {
		return src, true
	}
	if tv.IsNil() {
		return "", false
	}
	same := types.Identical(tv.Type, t)
	if tv.Value != nil && untypedConst(m.Info, x) {
		own := constType(m.Info, x)
		same = own != nil && types.Identical(types.Default(own), t)
	}
	if same {
		return src, true
	}
	typ, ok := m.TypeText(m.Planner.File(x.Pos()), t)
	if _, named := types.Unalias(t).(*types.Named); !named {
		if _, basic := types.Unalias(t).(*types.Basic); !basic {
			typ = "(" + typ + ")"
		}
	}
	return typ + "(" + src + ")", ok
}
