package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Build builds the SSA form of a package and reads from its syntax what SSA form does not
// have: how expressions are written, comments, and what is constant.
func Build(src Source) *Program {
	idle, many := src.idleTests()
	files := withoutBodies(src.Files, idle)
	if src.Sole {
		releaseSyntax(src.Files, files, src.Info)
	}
	p := newProgram(src, files)
	p.SSA = buildSSA(src, files)
	p.hierarchy.ssa = p.SSA
	p.index(src, idle)
	p.Funcs = p.functionsInSource(src.Info)
	ssaq.RemoveMapConversions(p.Funcs)
	p.findGlobals()
	p.findContracts()
	p.Scalars = findScalars(p.Funcs)
	p.Tests = p.findTests(src.Info, many)
	p.ExclusiveSemaphores = p.hasExclusiveSemaphores(src.Info)
	if src.Sole {
		*src.Info = types.Info{}
	}
	p.Funcs, p.LoneTests = p.Tests.partition(p.Funcs)
	p.NonTest = slices.DeleteFunc(slices.Clone(p.Funcs), func(fn *ssa.Function) bool { return p.InTest(fn.Pos()) })
	return p
}

func newProgram(src Source, files []*ast.File) *Program {
	return &Program{
		Fset:      src.Fset,
		Files:     files,
		Types:     src.Pkg,
		Summaries: map[*ssa.Function]*effect.Summary{},
		functions: functions{limits: limits{}},
		syntaxIndex: syntaxIndex{
			exprs:   map[token.Pos]ast.Expr{},
			calls:   map[token.Pos]*ast.CallExpr{},
			methods: map[token.Pos]bool{},
			decls:   map[token.Pos]*ast.FuncDecl{},
		},
		fileOrder: newFileOrder(src.Fset, files),
		callGraph: callGraph{
			hierarchy:    hierarchy{pkg: src.Pkg, found: map[dispatch][]*ssa.Function{}},
			callees:      map[*ssa.Function][]*ssa.Function{},
			AddressTaken: map[*ssa.Function]bool{},
			InvokedNames: map[string]bool{},
			CalledFields: map[*types.Var]bool{},
		},
		imports: imports{
			find:      src.Import,
			guard:     src.FieldGuard,
			summaries: map[types.Object]*effect.Summary{},
			rooms:     map[string]effect.Capacities{},
		},
		variables: variables{
			soleValues:    map[*ssa.Alloc]ssa.Value{},
			GlobalFuncs:   map[*ssa.Global]ssa.Value{},
			InitialValues: map[*ssa.Global]ssa.Value{},
		},
		conventions: conventions{
			Contracts:   map[*ssa.Function]string{},
			expectsLock: map[*ssa.Function]bool{},
		},
	}
}

// buildSSA builds the functions of the package. Those of its imports have no bodies.
func buildSSA(src Source, files []*ast.File) *ssa.Package {
	prog := ssa.NewProgram(src.Fset, 0)
	prog.SetNoReturn(func(fn *types.Func) bool { return known.Func(fn).Kind == known.Exit })
	for _, imp := range src.Pkg.Imports() {
		prog.CreatePackage(imp, nil, nil, true)
	}
	pkg := prog.CreatePackage(src.Pkg, files, src.Info, false)
	pkg.Build()
	return pkg
}

// findTests looks through the functions of the test files if there are many. If there are
// few, all accesses of the code under test matter to each.
func (p *Program) findTests(info *types.Info, many bool) *Tests {
	t := newTests(p, p.Summaries, many)
	first := slices.IndexFunc(p.Funcs, func(fn *ssa.Function) bool { return p.InTest(fn.Pos()) })
	if many && first >= 0 {
		p.LimitReached(p.Funcs[first], "tests that follow all that they call")
		t.add(p.Funcs, info)
	}
	return t
}

// functionsInSource lists the functions that the source declares with their literals, in
// source order, and after them the synthetic functions that they use.
func (p *Program) functionsInSource(info *types.Info) []*ssa.Function {
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
			p.LimitReached(fn, "branches")
		}
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(p.SSA.Func("init"))
	for _, f := range p.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if obj, ok := info.Defs[fd.Name].(*types.Func); ok {
					add(p.SSA.Prog.FuncValue(obj))
				}
			}
		}
	}
	for i := 0; i < len(out); i++ { // bound methods, thunks, init functions
		for _, callee := range p.Callees(out[i]) {
			add(callee)
		}
	}
	return out
}
