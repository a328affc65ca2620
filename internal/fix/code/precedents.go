package code

import (
	"go/ast"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// precedents returns the functions that the package calls while it holds a lock, without
// those that wait or take that lock; the value is set if the lock is held for reading at
// such a call. A fix that calls them under that lock adds no new order of locks and no
// new delay.
func (p *Effects) precedents(v *types.Var) map[*types.Func]bool {
	if out, ok := p.under[v]; ok {
		return out
	}
	out := map[*types.Func]bool{}
	p.under[v] = out
	for _, fn := range p.Funcs {
		decl := p.Decls[fn]
		if decl.Body == nil || len(p.LockCalls(decl, v)) == 0 || p.InTest(decl.Pos()) {
			continue // with and without its tests, a package gets the same fixes
		}
		for c := range text.All[*ast.CallExpr](p.Tree, decl.Body) {
			callee := p.Callee(c)
			if callee == nil || p.IsSpawned(c) || p.EnclosingFunc(c) != ast.Node(decl) {
				continue
			}
			method := p.HeldAs(decl, v, c.Pos())
			if method != "" && p.harmlessCallee(callee.Origin(), v) {
				out[callee.Origin()] = out[callee.Origin()] || method == "RLock"
			}
		}
	}
	return out
}

// harmlessCallee reports whether a function may be called under lock v, as other code
// does: it does not wait, as far as its name and body tell, and has no callback.
//
// Assumes: functions of other packages that other code calls under the lock are quick.
func (p *Effects) harmlessCallee(fn *types.Func, v *types.Var) bool {
	if fn.Pkg() == nil || waiting(fn) {
		return false
	}
	for param := range fn.Signature().Params().Variables() {
		_, isCallback := param.Type().Underlying().(*types.Signature)
		if isCallback || QualifiedName(param.Type()) == "context.Context" {
			return false
		}
	}
	if p.Decls[fn] != nil {
		e := p.EffectOf(fn)
		return !e.waits && !e.Locks[v]
	}
	path := fn.Pkg().Path()
	isLog := path == "log" || path == "log/slog"
	return isLog || fn.Pkg() == p.Pkg || !text.IsStd(path)
}
