package code

import (
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// NamesFor proposes names for a variable that gets the value of an expression, the best
// first.
func (p *Package) NamesFor(e ast.Expr) []string {
	t := p.Info.TypeOf(e)
	generic := []string{"v", "val", "value", "elem", "result"}
	if c, ok := ast.Unparen(e).(*ast.CallExpr); ok && p.Text(c.Fun) == "len" {
		return append([]string{"n", "count", "size"}, generic...)
	}
	if isBoolean(t) {
		return append([]string{"ok", "found", "exists"}, generic...)
	}
	if IsMap(t) {
		return append([]string{text.LastName(p.Text(e)), "snapshot"}, generic...)
	}
	if ie, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		if one := p.elementName(ie); one != "" && IsMap(p.VarOf(ie.X).Type()) {
			generic = append([]string{one}, generic...)
		}
	}
	for ptr, ok := types.Unalias(t).(*types.Pointer); ok; ptr, ok = types.Unalias(t).(*types.Pointer) {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() == p.Pkg && len(n.Obj().Name()) < 16 {
		generic = append([]string{text.LowerFirst(n.Obj().Name())}, generic...)
	}
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		generic = append([]string{"err"}, generic...)
	}
	return generic
}

// isBoolean reports whether t is a boolean type.
func isBoolean(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// elementName guesses the name of an element from the variable that holds its map, "" if
// it cannot.
func (p *Package) elementName(elem *ast.IndexExpr) string {
	v := p.VarOf(elem.X)
	if v == nil {
		return ""
	}
	return text.Singular(v.Name())
}

// OtherNames proposes names for a variable whose name is taken; from is the
// expression that it gets its value from.
func (p *Package) OtherNames(name string, from ast.Expr, t types.Type) []string {
	if isBoolean(t) {
		return []string{"ok", "found", "exists", name + "2"}
	}
	names := []string{name + "Value", name + "2"}
	if ie, ok := ast.Unparen(from).(*ast.IndexExpr); ok {
		if one := p.elementName(ie); one != "" {
			return append([]string{one}, names...)
		}
	}
	return names
}
