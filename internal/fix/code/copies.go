package code

import (
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// CopyLoop returns the statements that copy a map into a new variable of the given name,
// where maps.Clone is missing or would share the maps within the map; nil if no loop
// copies the map either.
func (p *Package) CopyLoop(file *ast.File, name string, e ast.Expr) (stmts []string, es []text.Edit) {
	return p.CopyLoopOf(file, name, p.Text(e), p.Info.TypeOf(e))
}

// CopyLoopOf is CopyLoop for a map by its source and its type.
func (p *Package) CopyLoopOf(file *ast.File, name, src string, t types.Type) (stmts []string, es []text.Edit) {
	typ, ok := p.TypeText(file, t)
	if !ok || !IsMap(t) {
		return nil, nil
	}
	elem := t.Underlying().(*types.Map).Elem()
	value := "v"
	if IsMap(elem) {
		if !p.AtLeast(file, "go1.21") || hasMapElem(elem) || HasClone(elem) {
			return nil, nil
		}
		var pkg string
		pkg, es = p.ImportClone(file, "maps")
		value = pkg + ".Clone(v)"
	}
	return []string{
		name + " := make(" + typ + ", len(" + src + "))",
		"for k, v := range " + src + " {",
		name + "[k] = " + value,
		"}",
	}, es
}

// CloneText returns the expression that copies a map and the imports that it needs, "" if
// no expression copies it: older versions of Go have no maps.Clone, and a clone of a map
// of maps shares the inner maps.
func (p *Package) CloneText(f *ast.File, e ast.Expr) (string, []text.Edit) {
	t := p.Info.TypeOf(e)
	if t == nil {
		return "", nil
	}
	return p.CloneOf(f, p.Text(e), t)
}

// CloneOf is CloneText for a map by its source and its type.
func (p *Package) CloneOf(f *ast.File, expr string, t types.Type) (string, []text.Edit) {
	if !IsMap(t) || IsMap(t.Underlying().(*types.Map).Elem()) {
		return "", nil
	}
	if HasClone(t) {
		return expr + ".Clone()", nil
	}
	if !p.AtLeast(f, "go1.21") {
		return "", nil
	}
	name, es := p.ImportClone(f, "maps")
	return name + ".Clone(" + expr + ")", es
}

// HasClone reports whether a map type has a method Clone that returns a map of that type,
// as http.Header does.
func HasClone(t types.Type) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Clone")
	fn, ok := obj.(*types.Func)
	if !ok || fn.Signature().Params().Len() > 0 {
		return false
	}
	results := fn.Signature().Results()
	return results.Len() == 1 && types.Identical(results.At(0).Type(), t)
}

// hasMapElem reports whether the elements of a map are maps.
func hasMapElem(t types.Type) bool {
	m, ok := t.Underlying().(*types.Map)
	return ok && IsMap(m.Elem())
}
