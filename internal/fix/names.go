package fix

import (
	"go/ast"
	"go/types"
	"strings"
	"unicode"
	"unicode/utf8"
)

// freeBefore reports whether a name may be declared before list[i].
func (src *source) freeBefore(list []ast.Stmt, i int, name string) bool {
	obj := src.lookup(name, list[i].Pos())
	if obj == nil {
		return true
	}
	scope := src.Pkg.Scope().Innermost(list[i].Pos())
	if scope == nil || scope.Lookup(name) != nil || obj.Parent() != src.Pkg.Scope() && obj.Parent() != types.Universe {
		return false
	}
	for _, s := range list[i+1:] {
		names := map[string]bool{}
		ast.Inspect(s, note(names))
		if names[name] {
			return false
		}
	}
	return true
}

// resultNames proposes names for the value of an expression.
func (p *pack) resultNames(e ast.Expr) []string {
	t := p.Info.TypeOf(e)
	generic := []string{"v", "val", "value", "elem", "result"}
	if c, ok := ast.Unparen(e).(*ast.CallExpr); ok && p.src(c.Fun) == "len" {
		return append([]string{"n", "count", "size"}, generic...)
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return append([]string{"ok", "found", "exists"}, generic...)
	}
	if isMap(t) {
		last := p.src(e)[strings.LastIndexByte(p.src(e), '.')+1:]
		return append([]string{last, "snapshot"}, generic...)
	}
	if ie, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		if v := p.varOf(ie.X); v != nil && isMap(v.Type()) {
			if one := singular(v.Name()); one != "" {
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
		generic = append([]string{lowerFirst(n.Obj().Name())}, generic...)
	}
	if types.Identical(t, types.Universe.Lookup("error").Type()) {
		generic = append([]string{"err"}, generic...)
	}
	return generic
}

// otherNames proposes names for a variable whose own is taken.
func (p *pack) otherNames(name string, from ast.Expr, t types.Type) []string {
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return []string{"ok", "found", "exists", name + "2"}
	}
	names := []string{name + "Value", name + "2"}
	if ie, ok := ast.Unparen(from).(*ast.IndexExpr); ok {
		if v := p.varOf(ie.X); v != nil && singular(v.Name()) != "" {
			return append([]string{singular(v.Name())}, names...)
		}
	}
	return names
}

// singular guesses the name of an element from that of a map, "" if it cannot.
func singular(name string) string {
	name = lowerFirst(name)
	switch {
	case strings.HasSuffix(name, "ies") && len(name) > 5:
		return name[:len(name)-3] + "y"
	case strings.HasSuffix(name, "sses"), strings.HasSuffix(name, "xes"):
		return name[:len(name)-2]
	case strings.HasSuffix(name, "s") && !strings.HasSuffix(name, "ss") && !strings.HasSuffix(name, "us") && len(name) > 3:
		return name[:len(name)-1]
	}
	return ""
}

func lowerFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[size:]
}
