package retype

import (
	"go/ast"
	"go/token"
	"go/types"
)

// untypedConst reports whether a constant has no type of its own.
func untypedConst(info *types.Info, x ast.Expr) bool {
	switch x := ast.Unparen(x).(type) {
	case *ast.UnaryExpr:
		return untypedConst(info, x.X)
	case *ast.BinaryExpr:
		return untypedConst(info, x.X) && untypedConst(info, x.Y)
	}
	return constType(info, x) != nil
}

// constType returns the type of a literal or of a constant that has none of its
// own, nil for what is neither.
func constType(info *types.Info, x ast.Expr) types.Type {
	var id *ast.Ident
	switch x := ast.Unparen(x).(type) {
	case *ast.BasicLit:
		return map[token.Token]types.Type{
			token.INT: types.Typ[types.UntypedInt], token.STRING: types.Typ[types.UntypedString], token.CHAR: types.Typ[types.UntypedRune],
			token.FLOAT: types.Typ[types.UntypedFloat], token.IMAG: types.Typ[types.UntypedComplex],
		}[x.Kind]
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
	default:
		return nil
	}
	if c, ok := info.Uses[id].(*types.Const); ok {
		if b, ok := c.Type().(*types.Basic); ok && b.Info()&types.IsUntyped != 0 {
			return b
		}
	}
	return nil
}
