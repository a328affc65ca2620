package code

import (
	"go/ast"
	"go/token"
	"go/types"
)

// site is a call of a function of this package by another one.
type site struct {
	caller *types.Func
	Call   *ast.CallExpr
}

// Sites lists the calls of the package's functions, by callee. A call in a go
// statement is none: it takes no lock with it.
func (p *Package) Sites() map[*types.Func][]site {
	if p.calls != nil {
		return p.calls
	}
	p.calls = map[*types.Func][]site{}
	for _, fn := range p.Funcs {
		ast.Inspect(p.Decls[fn], func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok {
				callee := p.Callee(c)
				if _, spawned := p.Parent(c).(*ast.GoStmt); callee != nil && p.Decls[callee.Origin()] != nil && !spawned {
					p.calls[callee.Origin()] = append(p.calls[callee.Origin()], site{fn, c})
				}
			}
			return true
		})
	}
	return p.calls
}

// OnlyCall returns the call of a function that is used once in the package, and
// called there.
func (p *Package) OnlyCall(fn *types.Func) *ast.CallExpr {
	var only *ast.CallExpr
	count := 0
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && fn != nil && p.Info.Uses[id] == fn {
				count++
				if c, ok := p.Parent(id).(*ast.CallExpr); ok && c.Fun == id {
					only = c
				}
			}
			return true
		})
	}
	if count != 1 || p.InOtherBuild(fn.Name()) {
		return nil
	}
	return only
}

// MayCall returns the functions of this package that a call may lead to: the one
// that it names or, of a method of an interface, those that implement it.
func (p *Package) MayCall(c *ast.CallExpr) []*types.Func {
	callee := p.Callee(c)
	if callee == nil {
		return nil
	}
	if callee = callee.Origin(); p.Decls[callee] != nil {
		return []*types.Func{callee}
	}
	recv := callee.Signature().Recv()
	if recv == nil || !types.IsInterface(recv.Type()) {
		return nil
	}
	var out []*types.Func
	for _, fn := range p.Funcs {
		own := fn.Signature().Recv()
		if fn.Name() == callee.Name() && own != nil && types.Implements(own.Type(), recv.Type().Underlying().(*types.Interface)) {
			out = append(out, fn)
		}
	}
	return out
}

// CallAt returns the call that the analysis places at a position.
func (p *Package) CallAt(pos token.Pos) *ast.CallExpr {
	var call *ast.CallExpr
	if file := p.File(pos); file != nil {
		ast.Inspect(file, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && c.Lparen == pos {
				call = c
			}
			return call == nil
		})
	}
	return call
}

// ReturnAt returns the return statement at a position, nil if there is none.
func (p *Package) ReturnAt(pos token.Pos) *ast.ReturnStmt {
	var ret *ast.ReturnStmt
	if file := p.File(pos); file != nil {
		ast.Inspect(file, func(n ast.Node) bool {
			if r, ok := n.(*ast.ReturnStmt); ok && r.Return == pos {
				ret = r
			}
			return ret == nil
		})
	}
	return ret
}

// Parameter returns the function of which v is a parameter, with the
// declaration of the parameter and the number of the last one that this
// declares; nil if it is none, or that of a method or a literal.
func (p *Package) Parameter(v *types.Var) (*ast.FuncDecl, *ast.Field, int) {
	for _, fn := range p.Funcs {
		decl := p.Decls[fn]
		n := -1
		for _, field := range decl.Type.Params.List {
			n += max(1, len(field.Names))
			if field.Pos() <= v.Pos() && v.Pos() < field.End() && decl.Recv == nil {
				return decl, field, n
			}
		}
	}
	return nil, nil, 0
}
