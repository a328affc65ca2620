package declare

import (
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/code"
	"github.com/mapconcur/mapconcur/internal/fix/repair"
)

// A boxing is where a value becomes one of an interface without methods.
type boxing struct {
	value ast.Expr
	at    ast.Node
	call  *ast.CallExpr // the call that has the value as an argument, nil elsewhere
	arg   int
}

// boxings returns the boxings that a node makes, without those of nodes within it.
func boxings(p *repair.Planner, n ast.Node) (out []boxing) {
	add := func(to types.Type, values ...ast.Expr) {
		for _, v := range values {
			if isAny(to) && !types.IsInterface(code.TypeOf(p.Info, v)) {
				out = append(out, boxing{value: v, at: n})
			}
		}
	}
	switch n := n.(type) {
	case *ast.CallExpr:
		return boxedArgs(p, n)
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			if len(n.Lhs) == len(n.Rhs) {
				add(code.TypeOf(p.Info, l), n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		if n.Type != nil {
			add(code.TypeOf(p.Info, n.Type), n.Values...)
		}
	case *ast.SendStmt:
		if c, ok := code.TypeOf(p.Info, n.Chan).Underlying().(*types.Chan); ok {
			add(c.Elem(), n.Value)
		}
	case *ast.ReturnStmt:
		if sig := signature(p, p.EnclosingFunc(n)); sig != nil && sig.Results().Len() == len(n.Results) {
			for i, r := range n.Results {
				add(sig.Results().At(i).Type(), r)
			}
		}
	case *ast.CompositeLit:
		boxedElems(p, n, add)
	}
	return out
}

// boxedElems calls add for the elements of a composite literal, with the types that they
// become.
func boxedElems(p *repair.Planner, lit *ast.CompositeLit, add func(to types.Type, values ...ast.Expr)) {
	t := code.TypeOf(p.Info, lit).Underlying()
	for i, e := range lit.Elts {
		kv, keyed := e.(*ast.KeyValueExpr)
		value := e
		if keyed {
			value = kv.Value
		}
		switch t := t.(type) {
		case *types.Map:
			add(t.Elem(), value)
		case *types.Slice:
			add(t.Elem(), value)
		case *types.Array:
			add(t.Elem(), value)
		case *types.Struct:
			if keyed {
				add(code.TypeOf(p.Info, kv.Key), value)
			} else {
				add(t.Field(i).Type(), value)
			}
		}
	}
}

// boxedArgs returns the arguments of a call that become values of an interface or, for a
// function of this package, of a type parameter.
func boxedArgs(p *repair.Planner, c *ast.CallExpr) (out []boxing) {
	if tv := p.Info.Types[c.Fun]; tv.IsBuiltin() {
		return nil
	} else if tv.IsType() {
		if isAny(tv.Type) && !types.IsInterface(code.TypeOf(p.Info, c.Args[0])) {
			out = append(out, boxing{value: c.Args[0], at: c})
		}
		return out
	}
	sig, ok := code.TypeOf(p.Info, c.Fun).Underlying().(*types.Signature)
	if !ok {
		return nil
	}
	fn := p.Callee(c)
	for i, a := range c.Args {
		t := paramType(sig, i)
		if t == nil || types.IsInterface(code.TypeOf(p.Info, a)) {
			continue
		}
		generic := fn != nil && fn.Pkg() == p.Pkg && isTypeParam(paramType(fn.Origin().Signature(), i))
		if isAny(t) || generic {
			out = append(out, boxing{a, c, c, i})
		}
	}
	return out
}

// paramType returns the type of the parameter for argument i of a call, nil if there is
// none.
func paramType(sig *types.Signature, i int) types.Type {
	n := sig.Params().Len()
	if sig.Variadic() && i >= n-1 {
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok {
			return s.Elem()
		}
	}
	if i >= n {
		return nil
	}
	return sig.Params().At(i).Type()
}

// isTypeParam reports whether t is a type parameter.
func isTypeParam(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.TypeParam)
	return ok
}

// isAny reports whether t is an interface without methods.
func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && !isTypeParam(t) && i.NumMethods() == 0
}

// signature returns the type of a function or literal, nil if it is not known.
func signature(p *repair.Planner, fn ast.Node) *types.Signature {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		if f, ok := p.Info.Defs[fn.Name].(*types.Func); ok {
			return f.Signature()
		}
	case *ast.FuncLit:
		sig, _ := code.TypeOf(p.Info, fn).(*types.Signature)
		return sig
	}
	return nil
}
