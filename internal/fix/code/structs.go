package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// StructOf returns the type that is declared as the struct with a field, nil if
// there is none.
func (p *Package) StructOf(field *types.Var) *types.TypeName {
	_, st := p.FieldDecl(field)
	spec, ok := p.Parent(st).(*ast.TypeSpec)
	if !ok {
		return nil
	}
	typ, _ := p.Info.Defs[spec.Name].(*types.TypeName)
	return typ
}

// FieldDecl returns the declaration of a field and the struct type that it is in.
func (p *Package) FieldDecl(v *types.Var) (found *ast.Field, st *ast.StructType) {
	file := p.File(v.Pos())
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

// IsCopied reports whether values of a type are copied in the package: a mutex in
// them would be copied too.
func (p *Package) IsCopied(typ *types.TypeName) bool {
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
			copied = copied || p.copiesValue(n, same)
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

// copiesValue reports whether a node copies a value of a type that same knows, or
// declares what can only be used by copying one.
func (p *Package) copiesValue(n ast.Node, same func(types.Type) bool) bool {
	has := func(es ...ast.Expr) bool {
		return slices.ContainsFunc(es, func(e ast.Expr) bool {
			return e != nil && same(TypeOf(p.Info, e)) && !p.Info.Types[e].IsType() && !text.IsCompositeLit(e)
		})
	}
	switch n := n.(type) {
	case *ast.Field:
		switch p.Parent(p.Parent(n)).(type) {
		case *ast.FuncType, *ast.FuncDecl: // a parameter or a result, or a receiver
			return same(TypeOf(p.Info, n.Type))
		}
	case *ast.AssignStmt:
		// To give a variable another value would give it another mutex, too.
		return has(n.Rhs...) || n.Tok == token.ASSIGN && slices.ContainsFunc(n.Lhs, func(l ast.Expr) bool { return same(TypeOf(p.Info, l)) })
	case *ast.CompositeLit:
		return has(n.Elts...)
	case *ast.KeyValueExpr:
		_, lit := p.Parent(n).(*ast.CompositeLit)
		return lit && has(n.Value)
	case *ast.SendStmt:
		return has(n.Value)
	case *ast.TypeAssertExpr:
		return n.Type != nil && same(TypeOf(p.Info, n.Type))
	case *ast.CaseClause:
		return slices.ContainsFunc(n.List, func(e ast.Expr) bool { return p.Info.Types[e].IsType() && same(TypeOf(p.Info, e)) })
	case *ast.ReturnStmt:
		return has(n.Results...)
	case *ast.ValueSpec:
		return has(n.Values...)
	case *ast.RangeStmt:
		return has(n.Value)
	case *ast.CallExpr:
		return has(n.Args...)
	case *ast.MapType:
		return same(TypeOf(p.Info, n.Value))
	case *ast.ChanType:
		return same(TypeOf(p.Info, n.Value))
	}
	return false
}

// VariableOf returns the field or package variable of a key, nil if it is not of
// this package.
func (p *Package) VariableOf(key string) *types.Var {
	rest, ok := strings.CutPrefix(key, p.Pkg.Path()+".")
	if !ok {
		return nil
	}
	name, field, isField := strings.Cut(rest, ".")
	obj := p.Pkg.Scope().Lookup(name)
	if obj == nil || !isField {
		return Origin(AsVar(obj))
	}
	st, ok := obj.Type().Underlying().(*types.Struct)
	if _, isType := obj.(*types.TypeName); !isType || !ok {
		return nil
	}
	for f := range st.Fields() {
		if f.Name() == field {
			return f.Origin()
		}
	}
	return nil
}
