package code

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// StructOf returns the declared struct type that has a field, nil if the struct has no
// name.
func (p *Package) StructOf(field *types.Var) *types.TypeName {
	_, st := p.FieldDecl(field)
	spec, ok := p.Parent(st).(*ast.TypeSpec)
	if !ok {
		return nil
	}
	typ, _ := p.Info.Defs[spec.Name].(*types.TypeName)
	return typ
}

// FieldDecl returns the declaration of a field and the struct type that contains it, nil
// if the field is not declared in this package.
func (p *Package) FieldDecl(v *types.Var) (*ast.Field, *ast.StructType) {
	for st := range text.All[*ast.StructType](p.Tree, p.File(v.Pos())) {
		for _, f := range st.Fields.List {
			if slices.ContainsFunc(f.Names, func(id *ast.Ident) bool { return id.Pos() == v.Pos() }) {
				return f, st
			}
		}
	}
	return nil, nil
}

// IsCopied reports whether the package copies values of a type: it would copy a mutex in
// them too.
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
	c := copies{Package: p, typ: named}
	for _, f := range p.Files {
		for n := range ast.Preorder(f) {
			if c.copied(n) {
				return true
			}
		}
	}
	return false
}

// containsType reports whether a value of type t contains one of the named type, within
// a number of steps.
func containsType(t types.Type, named *types.Named, steps int) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Origin() == named {
		return true
	}
	if steps == 0 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Struct:
		for f := range t.Fields() {
			if containsType(f.Type(), named, steps-1) {
				return true
			}
		}
	case *types.Array:
		return containsType(t.Elem(), named, steps-1)
	}
	return false
}

// copies finds the code that copies values of a type.
type copies struct {
	*Package
	typ *types.Named
}

// has reports whether one of some expressions is a value that contains one of the type,
// and that is not new.
func (c copies) has(es ...ast.Expr) bool {
	return slices.ContainsFunc(es, func(e ast.Expr) bool {
		if e == nil || c.Info.Types[e].IsType() {
			return false
		}
		return c.hasType(e) && !text.IsCompositeLit(e)
	})
}

// hasType reports whether values of the type of an expression contain one of the type.
func (c copies) hasType(e ast.Expr) bool {
	return containsType(TypeOf(c.Info, e), c.typ, 5)
}

// copied reports whether a node copies a value, or declares what can only be used by
// copying one.
func (c copies) copied(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Field:
		switch c.Parent(c.Parent(n)).(type) {
		case *ast.FuncType, *ast.FuncDecl: // a parameter or a result, or a receiver
			return c.hasType(n.Type)
		}
	case *ast.AssignStmt:
		// An assignment would replace the mutex in the variable too.
		return c.has(n.Rhs...) || n.Tok == token.ASSIGN && slices.ContainsFunc(n.Lhs, c.hasType)
	case *ast.CompositeLit:
		return c.has(n.Elts...)
	case *ast.KeyValueExpr:
		_, lit := c.Parent(n).(*ast.CompositeLit)
		return lit && c.has(n.Value)
	case *ast.SendStmt:
		return c.has(n.Value)
	case *ast.TypeAssertExpr:
		return n.Type != nil && c.hasType(n.Type)
	case *ast.CaseClause:
		return slices.ContainsFunc(n.List, func(e ast.Expr) bool { return c.Info.Types[e].IsType() && c.hasType(e) })
	case *ast.ReturnStmt:
		return c.has(n.Results...)
	case *ast.ValueSpec:
		return c.has(n.Values...)
	case *ast.RangeStmt:
		return c.has(n.Value)
	case *ast.CallExpr:
		return c.has(n.Args...)
	case *ast.MapType:
		return c.hasType(n.Value)
	case *ast.ChanType:
		return c.hasType(n.Value)
	}
	return false
}

// VariableOf returns the field or package variable with the key of an access, nil if it
// does not belong to this package.
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
