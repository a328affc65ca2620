package program

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// buildSSA builds the functions of the package; those of its imports have no
// bodies.
func (e *Program) buildSSA() {
	prog := ssa.NewProgram(e.In.Fset, 0)
	prog.SetNoReturn(func(fn *types.Func) bool { return known.Func(fn).Kind == known.Exit })
	for _, p := range e.In.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	e.SSA = prog.CreatePackage(e.In.Pkg, e.In.Files, e.In.Info, false)
	e.SSA.Build()
}

// functionsInSource lists the source functions of the package with their literals, in
// source order, and after them the wrappers that these use.
func (e *Program) functionsInSource() []*ssa.Function {
	var out []*ssa.Function
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || seen[fn] || fn.Blocks == nil {
			return
		}
		seen[fn] = true
		if len(fn.Blocks) <= ssaq.MaxBlocks {
			out = append(out, fn)
		} else {
			e.LimitReached(fn, "branches")
		}
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(e.SSA.Func("init"))
	for _, f := range e.In.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if obj, ok := e.In.Info.Defs[fd.Name].(*types.Func); ok {
					add(e.SSA.Prog.FuncValue(obj))
				}
			}
		}
	}
	for i := 0; i < len(out); i++ { // bound methods, thunks, init functions
		for _, callee := range e.Callees(out[i]) {
			add(callee)
		}
	}
	return out
}

// Imported returns the summary of a function of another package, or of the one
// that a variable holds.
func (e *Program) Imported(obj types.Object) *effect.Summary {
	if fn, ok := obj.(*types.Func); ok {
		obj = fn.Origin()
	}
	if s, ok := e.imports[obj]; ok {
		return s
	}
	var s *effect.Summary
	if obj.Pkg() != nil && obj.Pkg() != e.In.Pkg {
		s = e.In.Import(obj)
	}
	if s != nil {
		for _, r := range s.Capacities {
			e.Rooms[r.Name] |= r.Capacity
		}
	}
	e.imports[obj] = s
	return s
}

// HasFact reports whether the package of obj was analysed: functions without
// a summary are then known to do nothing that matters.
func (e *Program) HasFact(obj *types.Func) bool { return e.Imported(obj) != nil }
