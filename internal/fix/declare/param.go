package declare

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/mapconcur/mapconcur/internal/fix/repair"
	"github.com/mapconcur/mapconcur/internal/fix/text"
)

// hop is a function that is given the map which a guard is declared for: it has
// to be given the guard too.
type hop struct {
	decl  *ast.FuncDecl
	field *ast.Field // the parameter that is the map
	v     *types.Var
	call  *ast.CallExpr // the only call
	last  int           // number of the argument behind which the guard goes
	name  string        // of the guard there
}

// liftToSpawn follows a map that is a parameter to the function in which a goroutine
// starts: the guard is one for all goroutines only if it is declared there. It
// returns the variable of that function and the functions on the way, innermost
// first; ok is false if they have other callers, who would have to change too.
func liftToSpawn(p *repair.Planner, v *types.Var, spawn token.Pos) (root *types.Var, hops []hop, ok bool) {
	for {
		decl, field, last := p.Parameter(v)
		if decl == nil || text.Contains(decl, &ast.Ident{NamePos: spawn}) {
			return v, hops, true
		}
		fn, _ := p.Info.Defs[decl.Name].(*types.Func)
		call := p.OnlyCall(fn)
		if call == nil || len(hops) > 3 || last >= len(call.Args) || fn.Signature().Variadic() || ast.IsExported(fn.Name()) {
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

// passGuard adds to a plan what hands the guard, a mutex of the given type, on: a
// parameter of each function and an argument of its call. The outermost call
// passes the address of the variable by the name of guard.
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
