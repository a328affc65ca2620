package fix

import (
	"bytes"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
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
func liftToSpawn(p *planner, v *types.Var, spawn token.Pos) (root *types.Var, hops []hop, ok bool) {
	for {
		decl, field, last := p.parameter(v)
		if decl == nil || contains(decl, &ast.Ident{NamePos: spawn}) {
			return v, hops, true
		}
		fn, _ := p.Info.Defs[decl.Name].(*types.Func)
		call := p.onlyCall(fn)
		if call == nil || len(hops) > 3 || last >= len(call.Args) || fn.Signature().Variadic() || ast.IsExported(fn.Name()) {
			return nil, nil, false
		}
		index := last
		for i, id := range field.Names {
			if p.Info.Defs[id] == v {
				index = last - len(field.Names) + 1 + i
			}
		}
		next := p.varOf(call.Args[index])
		if _, ident := ast.Unparen(call.Args[index]).(*ast.Ident); !ident || next == nil || next.Parent() == p.Pkg.Scope() {
			return nil, nil, false
		}
		hops = append(hops, hop{decl: decl, field: field, v: v, call: call, last: last})
		v = next
	}
}

// parameter returns the function of which v is a parameter, with the
// declaration of the parameter and the number of the last one that this
// declares; nil if it is none, or that of a method or a literal.
func (p *pack) parameter(v *types.Var) (*ast.FuncDecl, *ast.Field, int) {
	for _, fn := range p.funcs {
		decl := p.decls[fn]
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

// onlyCall returns the call of a function that is used once in the package, and
// called there.
func (p *pack) onlyCall(fn *types.Func) *ast.CallExpr {
	var only *ast.CallExpr
	count := 0
	for _, f := range p.Files {
		ast.Inspect(f, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && fn != nil && p.Info.Uses[id] == fn {
				count++
				if c, ok := p.parent(id).(*ast.CallExpr); ok && c.Fun == id {
					only = c
				}
			}
			return true
		})
	}
	if count != 1 || p.inIgnored(fn.Name()) {
		return nil
	}
	return only
}

// inIgnored reports whether a name occurs in a file of the package that is for
// another system: it has to compile there too.
func (src *source) inIgnored(name string) bool {
	return slices.ContainsFunc(src.ignored, func(file string) bool {
		b, err := src.readFile(file)
		return err != nil || bytes.Contains(b, []byte(name))
	})
}

// passGuard adds to a plan what hands the guard, a mutex of the given type, on: a
// parameter of each function and an argument of its call. The outermost call
// passes the address of the variable by the name of guard.
func passGuard(p *planner, plan *Plan, hops []hop, guard, typ string) {
	for i, h := range hops {
		sync, es := p.imported(p.file(h.decl.Pos()), "sync")
		plan.add(p.file(h.decl.Pos()), es...)
		plan.add(p.file(h.decl.Pos()), insertText(h.field.End(), ", "+h.name+" *"+sync+"."+typ))
		arg := "&" + guard
		if i+1 < len(hops) {
			arg = hops[i+1].name
		}
		at := h.call.Args[h.last].End()
		plan.add(p.file(h.call.Pos()), insertText(at, ", "+arg))
	}
}
