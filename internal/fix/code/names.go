package code

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// NamesFor proposes names for the value of an expression.
func (p *Package) NamesFor(e ast.Expr) []string {
	t := p.Info.TypeOf(e)
	generic := []string{"v", "val", "value", "elem", "result"}
	if c, ok := ast.Unparen(e).(*ast.CallExpr); ok && p.Text(c.Fun) == "len" {
		return append([]string{"n", "count", "size"}, generic...)
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return append([]string{"ok", "found", "exists"}, generic...)
	}
	if IsMap(t) {
		last := p.Text(e)[strings.LastIndexByte(p.Text(e), '.')+1:]
		return append([]string{last, "snapshot"}, generic...)
	}
	if ie, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		if v := p.VarOf(ie.X); v != nil && IsMap(v.Type()) {
			if one := text.Singular(v.Name()); one != "" {
				generic = append([]string{one}, generic...)
			}
		}
	}
	for {
		ptr, ok := types.Unalias(t).(*types.Pointer)
		if !ok {
			break
		}
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

// OtherNames proposes names for a variable whose own is taken.
func (p *Package) OtherNames(name string, from ast.Expr, t types.Type) []string {
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return []string{"ok", "found", "exists", name + "2"}
	}
	names := []string{name + "Value", name + "2"}
	if ie, ok := ast.Unparen(from).(*ast.IndexExpr); ok {
		if v := p.VarOf(ie.X); v != nil && text.Singular(v.Name()) != "" {
			return append([]string{text.Singular(v.Name())}, names...)
		}
	}
	return names
}
