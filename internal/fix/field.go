package fix

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// field declares a guard above a field of a struct type that is never copied.
func (d *declaration) field() *Plan {
	uses, ok := d.all()
	if !ok {
		return nil
	}
	field, _ := d.fieldDecl(d.v)
	if field == nil || len(field.Names) != 1 {
		return nil
	}
	typ := d.structOf(d.v)
	if typ == nil || d.isCopied(typ) {
		return nil
	}
	name := d.fieldName(typ)
	if name == "" {
		return nil
	}
	plan := d.plan(uses, func(mutex string) (edit, bool) {
		at := field.Pos()
		if field.Doc != nil {
			at = field.Doc.Pos()
		}
		return insertText(at, name+" "+mutex+" // guards "+d.list()+"\n"), true
	}, func(u use, shared bool) (lock, bool) {
		steps := 1
		if !isMap(typeOf(d.Info, u.expr)) {
			steps = 0 // the object itself
		}
		base := d.peel(u.expr, steps)
		if base == nil {
			return lock{}, false
		}
		return lock{expr: d.src(base) + "." + name, v: d.v, shared: shared, base: base}, true
	})
	if plan != nil {
		d.fields[typ] = append(d.fields[typ], name)
	}
	return plan
}

// fieldName returns a name for the guard that no field or method of the type
// has, nor the guard of another map in it.
func (d *declaration) fieldName(typ *types.TypeName) string {
	for _, name := range []string{"mu", d.v.Name() + "Mu"} {
		if obj, _, _ := types.LookupFieldOrMethod(typ.Type(), true, d.Pkg, name); obj == nil && !slices.Contains(d.fields[typ], lowerFirst(name)) {
			return lowerFirst(name)
		}
	}
	return ""
}

// structOf returns the type that is declared as the struct with a field, nil if
// there is none.
func (p *pack) structOf(field *types.Var) *types.TypeName {
	_, st := p.fieldDecl(field)
	spec, ok := p.parent(st).(*ast.TypeSpec)
	if !ok {
		return nil
	}
	typ, _ := p.Info.Defs[spec.Name].(*types.TypeName)
	return typ
}

// fieldDecl returns the declaration of a field and the struct type that it is in.
func (p *pack) fieldDecl(v *types.Var) (found *ast.Field, st *ast.StructType) {
	file := p.file(v.Pos())
	if file == nil {
		return nil, nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		s, ok := n.(*ast.StructType)
		if !ok {
			return found == nil
		}
		for _, f := range s.Fields.List {
			for _, id := range f.Names {
				if id.Pos() == v.Pos() {
					found, st = f, s
				}
			}
		}
		return true
	})
	return found, st
}

// isCopied reports whether values of a type are copied in the package: a mutex in
// them would be copied too.
func (p *pack) isCopied(typ *types.TypeName) bool {
	named, ok := typ.Type().(*types.Named)
	if !ok {
		return true
	}
	for m := range named.Methods() {
		if _, ptr := m.Signature().Recv().Type().(*types.Pointer); !ptr {
			return true
		}
	}
	same := func(t types.Type) bool { return holds(t, named, 5) }
	copied := false
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			copied = copied || p.copies(n, same)
			return !copied
		})
	}
	return copied
}

// holds reports whether a value of type t has one of the named type in it, found in
// a few steps.
func holds(t types.Type, named *types.Named, steps int) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Origin() == named {
		return true
	}
	if steps == 0 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if holds(f.Type(), named, steps-1) {
				return true
			}
		}
	case *types.Array:
		return holds(t.Elem(), named, steps-1)
	}
	return false
}

// copies reports whether a node copies a value of a type that same knows, or
// declares what can only be used by copying one.
func (p *pack) copies(n ast.Node, same func(types.Type) bool) bool {
	has := func(es ...ast.Expr) bool {
		return slices.ContainsFunc(es, func(e ast.Expr) bool {
			return e != nil && same(typeOf(p.Info, e)) && !p.Info.Types[e].IsType() && !isNew(e)
		})
	}
	switch n := n.(type) {
	case *ast.Field:
		switch p.parent(p.parent(n)).(type) {
		case *ast.FuncType, *ast.FuncDecl: // a parameter or a result, or a receiver
			return same(typeOf(p.Info, n.Type))
		}
	case *ast.AssignStmt:
		// To give a variable another value would give it another mutex, too.
		return has(n.Rhs...) || n.Tok == token.ASSIGN && slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { return same(typeOf(p.Info, l)) })
	case *ast.CompositeLit:
		return has(n.Elts...)
	case *ast.KeyValueExpr:
		_, lit := p.parent(n).(*ast.CompositeLit)
		return lit && has(n.Value)
	case *ast.SendStmt:
		return has(n.Value)
	case *ast.TypeAssertExpr:
		return n.Type != nil && same(typeOf(p.Info, n.Type))
	case *ast.CaseClause:
		return slices.ContainsFunc(n.List, func(e ast.Expr) bool { return p.Info.Types[e].IsType() && same(typeOf(p.Info, e)) })
	case *ast.ReturnStmt:
		return has(n.Results...)
	case *ast.ValueSpec:
		return has(n.Values...)
	case *ast.RangeStmt:
		return has(n.Value)
	case *ast.CallExpr:
		return has(n.Args...)
	case *ast.MapType:
		return same(typeOf(p.Info, n.Value))
	case *ast.ChanType:
		return same(typeOf(p.Info, n.Value))
	}
	return false
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// isNew reports whether an expression makes a value rather than copying one.
func isNew(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.CompositeLit)
	return ok
}
