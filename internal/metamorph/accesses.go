package metamorph

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// outlineMap moves each access into a function of its own that is given the map.
func outlineMap(p *Package) []edit {
	return p.outlined(func(a access) (base ast.Expr, rest, typ string) { return a.m, "", p.typeName(p.Info.TypeOf(a.m)) })
}

// outlineObject moves each access of a field into a function of its own that is given
// the object.
func outlineObject(p *Package) []edit {
	return p.outlined(func(a access) (base ast.Expr, rest, typ string) {
		sel, ok := a.m.(*ast.SelectorExpr)
		if !ok || p.Info.Selections[sel] == nil {
			return nil, "", ""
		}
		t := p.Info.TypeOf(sel.X)
		if _, ok := t.Underlying().(*types.Pointer); !ok {
			return nil, "", ""
		}
		return sel.X, "." + sel.Sel.Name, p.typeName(t)
	})
}

// outlined moves accesses into functions. The first parameter is what split says of
// an access: an expression, the steps from there to the map, and its type.
func (p *Package) outlined(split func(access) (base ast.Expr, rest, typ string)) (out []edit) {
	for _, a := range slices.Concat(p.accesses(), p.reads()) {
		base, rest, typ := split(a)
		if base == nil {
			continue
		}
		params, names := []string{"outlined " + typ}, []any{"outlined" + rest}
		for i, arg := range a.args {
			name := fmt.Sprintf("arg%d", i)
			params, names = append(params, name+" "+p.typeName(p.argType(a, i, arg))), append(names, name)
		}
		out = append(out, p.outline(a, base, strings.Join(params, ", "), "", fmt.Sprintf(a.form, names...)))
	}
	return out
}

// argType returns the type that an argument of an access is converted to.
func (p *Package) argType(a access, i int, arg ast.Expr) types.Type {
	if m, ok := p.Info.TypeOf(a.m).Underlying().(*types.Map); ok && i == 0 {
		return m.Key()
	} else if ok {
		return m.Elem()
	}
	return p.Info.TypeOf(arg)
}

// outline replaces an access by a call of a new function.
func (p *Package) outline(a access, base ast.Expr, params, typeParams, body string) edit {
	name := p.fresh("outlined", a.node)
	call := []part{text("%s(", name), piece(base)}
	for _, arg := range a.args {
		call = append(call, text(", "), piece(arg))
	}
	result := ""
	if a.read {
		result = p.typeName(p.Info.TypeOf(a.node.(ast.Expr)))
		if typeParams != "" && len(a.args) > 0 {
			result = "V"
		}
		body = "return " + body
	}
	return edit{
		changes: []change{replace(a.node, append(call, text(")"))...)},
		decls:   [][]part{{text("func %s%s(%s) %s { %s }", name, typeParams, params, result, body)}},
	}
}

// outlineGeneric moves each access into a function with type parameters.
func outlineGeneric(p *Package) (out []edit) {
	for _, a := range slices.Concat(p.accesses(), p.reads()) {
		params, names := []string{"outlined M"}, []any{"outlined"}
		for i := range a.args {
			params = append(params, fmt.Sprintf("arg%d %s", i, []string{"K", "V"}[i]))
			names = append(names, fmt.Sprintf("arg%d", i))
		}
		if strings.Trim(a.form, "%s[] =") != "" && len(a.args) > 0 && !strings.HasPrefix(a.form, "delete") {
			continue // arithmetic needs a constraint
		}
		out = append(out, p.outline(a, a.m, strings.Join(params, ", "), "[M ~map[K]V, K comparable, V any]", fmt.Sprintf(a.form, names...)))
	}
	return out
}

// localAlias gives the map of each access a local name first.
func localAlias(p *Package) (out []edit) {
	for _, a := range p.accesses() {
		out = append(out, edit{changes: []change{
			insert(a.node.Pos(), "{ alias := "),
			replace(a.m, piece(a.m), text("; alias")),
			insert(a.node.End(), "}"),
		}})
	}
	return filter(out, func(e edit) bool { return e.changes[0].from == e.changes[1].from })
}

// closure runs each access in a function literal that is called at once.
func closure(p *Package) []edit { return p.wrapped("func() { ", " }()") }

// closureVariable runs each access in a function literal that a variable holds.
func closureVariable(p *Package) []edit { return p.wrapped("{ run := func() { ", " }; run() }") }

// inSwitch puts each access into a switch statement.
func inSwitch(p *Package) []edit { return p.wrapped("switch { default: ", " }") }

// wrapped puts each statement that is an access between two texts.
func (p *Package) wrapped(before, after string) (out []edit) {
	for _, a := range p.accesses() {
		out = append(out, edit{changes: []change{replace(a.node, text("%s", before), piece(a.node), text("%s", after))}})
	}
	return out
}
