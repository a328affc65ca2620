package program

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
)

const semaphorePath = "golang.org/x/sync/semaphore"

// exclusiveSemaphores reports whether every weighted semaphore that the package makes
// admits one holder: to acquire it is then to take a lock. Which semaphore a variable
// holds is not followed, so that one of several holders anywhere in the package makes
// all of them no locks. A semaphore that another package makes is none.
func exclusiveSemaphores(e *Program) bool {
	if !slices.ContainsFunc(e.In.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == semaphorePath }) {
		return false
	}
	made, exclusive := false, true
	for _, call := range e.calls {
		if fn, ok := calledFunc(e.In.Info, call); ok && fn.FullName() == semaphorePath+".NewWeighted" {
			v := e.In.Info.Types[call.Args[0]].Value
			made, exclusive = true, exclusive && v != nil && constant.Compare(v, token.EQL, constant.MakeInt64(1))
		}
	}
	return made && exclusive
}

// calledFunc returns the function or method that a call names.
func calledFunc(info *types.Info, call *ast.CallExpr) (*types.Func, bool) {
	var id *ast.Ident
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = f
	case *ast.SelectorExpr:
		id = f.Sel
	default:
		return nil, false
	}
	fn, ok := info.Uses[id].(*types.Func)
	return fn, ok
}
