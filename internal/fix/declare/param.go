package declare

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// A hop is a function that gets the map as a parameter, and so needs the guard as one too.
type hop struct {
	decl  *ast.FuncDecl
	field *ast.Field // the declaration of the parameter
	v     *types.Var
	call  *ast.CallExpr // the only call of the function
	last  int           // the index of the argument that the guard follows
	name  string        // of the guard in the function
}

// liftToSpawn follows a map that is a parameter up to the function that starts a goroutine:
// a guard that is declared there is one for all goroutines. It returns the variable of
// that function, and the functions on the way with the innermost first; ok is false if one
// of them has other callers.
func liftToSpawn(p *repair.Planner, v *types.Var, spawn token.Pos) (root *types.Var, hops []hop, ok bool) {
	for {
		decl, field, last := p.Parameter(v)
		if decl == nil || text.Contains(decl, &ast.Ident{NamePos: spawn}) {
			return v, hops, true
		}
		fn, _ := p.Info.Defs[decl.Name].(*types.Func)
		call := p.OnlyCall(fn)
		if call == nil || fn.Signature().Variadic() || fn.Exported() {
			return nil, nil, false
		}
		if len(hops) > 3 || last >= len(call.Args) {
			return nil, nil, false
		}
		index := last
		for i, id := range field.Names {
			if p.Info.Defs[id] == v {
				index = last - len(field.Names) + 1 + i
			}
		}
		next := p.VarOf(call.Args[index])
		if _, ident := ast.Unparen(call.Args[index]).(*ast.Ident); !ident || next == nil || next.Parent() == p.Pkg.Scope() {
			return nil, nil, false
		}
		hops = append(hops, hop{decl: decl, field: field, v: v, call: call, last: last})
		v = next
	}
}

// passGuard adds to a plan what passes the guard, a mutex of the given type, through some
// functions: a parameter of each and an argument of its call. The outermost call passes
// the address of the variable guard.
func passGuard(p *repair.Planner, plan *repair.Plan, hops []hop, guard, typ string) {
	for i, h := range hops {
		sync, es := p.Import(p.File(h.decl.Pos()), "sync")
		plan.Add(p.File(h.decl.Pos()), es...)
		plan.Add(p.File(h.decl.Pos()), text.Insert(h.field.End(), ", "+h.name+" *"+sync+"."+typ))
		arg := "&" + guard
		if i+1 < len(hops) {
			arg = hops[i+1].name
		}
		at := h.call.Args[h.last].End()
		plan.Add(p.File(h.call.Pos()), text.Insert(at, ", "+arg))
	}
}
