package code

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A Site is a call of a function of this package by another one.
type Site struct {
	Caller *types.Func
	Call   *ast.CallExpr
}

// Sites lists the calls of the package's functions, by callee, without the calls of go
// statements: a goroutine does not hold the locks of the function that starts it.
func (p *Package) Sites() map[*types.Func][]Site {
	if p.calls != nil {
		return p.calls
	}
	p.calls = map[*types.Func][]Site{}
	for _, fn := range p.Funcs {
		for c := range text.All[*ast.CallExpr](p.Tree, p.Decls[fn]) {
			callee := p.Callee(c)
			if callee == nil || p.Decls[callee.Origin()] == nil || p.IsSpawned(c) {
				continue
			}
			p.calls[callee.Origin()] = append(p.calls[callee.Origin()], Site{fn, c})
		}
	}
	return p.calls
}

// IsSpawned reports whether a call is that of a go statement.
func (p *Package) IsSpawned(c *ast.CallExpr) bool {
	_, spawned := p.Parent(c).(*ast.GoStmt)
	return spawned
}

// IsDeferred reports whether a call is that of a defer statement.
func (p *Package) IsDeferred(c *ast.CallExpr) bool {
	_, deferred := p.Parent(c).(*ast.DeferStmt)
	return deferred
}

// OnlyCall returns the call of a function that is used once in the package, where it is
// called; nil for other functions.
func (p *Package) OnlyCall(fn *types.Func) *ast.CallExpr {
	if fn == nil {
		return nil
	}
	var only *ast.CallExpr
	count := 0
	for _, f := range p.Files {
		for id := range text.All[*ast.Ident](p.Tree, f) {
			if p.Info.Uses[id] != types.Object(fn) {
				continue
			}
			count++
			if c, ok := p.Parent(id).(*ast.CallExpr); ok && c.Fun == id {
				only = c
			}
		}
	}
	if count != 1 || p.InOtherBuild(fn.Name()) {
		return nil
	}
	return only
}

// MayCall returns the functions of this package that a call may call: the one that it
// names or, if it names a method of an interface, those that implement it.
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

// CallAt returns the call that the analysis places at a position, nil if there is none.
func (p *Package) CallAt(pos token.Pos) *ast.CallExpr {
	for c := range text.All[*ast.CallExpr](p.Tree, p.File(pos)) {
		if c.Lparen == pos {
			return c
		}
	}
	return nil
}

// ReturnAt returns the return statement at a position, nil if there is none.
func (p *Package) ReturnAt(pos token.Pos) *ast.ReturnStmt {
	for ret := range text.All[*ast.ReturnStmt](p.Tree, p.File(pos)) {
		if ret.Return == pos {
			return ret
		}
	}
	return nil
}

// Parameter returns the function that has v as a parameter, with the declaration of the
// parameter and the index of the last parameter that it declares; nil if v is not a
// parameter of a function of the package. Methods and literals do not count.
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
