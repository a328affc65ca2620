package code

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// precedents lists the functions that the package calls while it holds a lock,
// except those that wait or that take it themselves; the value is set where this is
// so for a lock that is held for reading, too. To call them under that lock brings
// nothing new: no order of locks, and no delay.
func (p *Effects) precedents(v *types.Var) map[*types.Func]bool {
	if out, ok := p.under[v]; ok {
		return out
	}
	out := map[*types.Func]bool{}
	p.under[v] = out
	for _, fn := range p.Funcs {
		decl := p.Decls[fn]
		if decl.Body == nil || len(p.LockCalls(decl, v)) == 0 || p.InTest(decl.Pos()) {
			continue // a package is the same with and without its tests
		}
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			_, spawned := p.Parent(c).(*ast.GoStmt)
			callee := p.Callee(c)
			mode := ""
			if callee != nil && !spawned && p.EnclosingFunc(c) == ast.Node(decl) {
				mode = p.HeldAs(decl, v, c.Pos())
			}
			if mode != "" && p.harmlessCallee(callee.Origin(), v) {
				out[callee.Origin()] = out[callee.Origin()] || strings.HasPrefix(mode, "R")
			}
			return true
		})
	}
	return out
}

// harmlessCallee reports whether a function that others call under lock v may be
// called so: as far as can be told it waits for nobody and calls nothing back.
func (p *Effects) harmlessCallee(fn *types.Func, v *types.Var) bool {
	if fn.Pkg() == nil || waiting(fn) {
		return false
	}
	for param := range fn.Signature().Params().Variables() {
		t := param.Type()
		if _, callback := t.Underlying().(*types.Signature); callback || QualifiedName(t) == "context.Context" {
			return false
		}
	}
	if p.Decls[fn] != nil {
		e := p.EffectOf(fn)
		return !e.waits && !e.Locks[v]
	}
	return fn.Pkg() == p.Pkg || !text.IsStd(fn.Pkg().Path()) || fn.Pkg().Path() == "log" || fn.Pkg().Path() == "log/slog"
}
