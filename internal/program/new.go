package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// New builds the SSA form of a package and reads its source.
func New(in Input) *Program {
	files := in.Files // those that the inspector knows
	idle, many := in.idleTests()
	in.Files = withoutBodies(files, idle)
	if in.Sole {
		releaseSyntax(files, in.Files, in.Info)
	}
	e := &Program{
		ranks:     newRanks(in.Fset, in.Files),
		In:        in,
		Summaries: map[*ssa.Function]*effect.Summary{},
		source: source{
			exprs:   map[token.Pos]ast.Expr{},
			calls:   map[token.Pos]*ast.CallExpr{},
			methods: map[token.Pos]bool{},
			decls:   map[token.Pos]*ast.FuncDecl{},
			expects: map[*ssa.Function]bool{},
		},
		callGraph: callGraph{
			called:       map[*ssa.Function][]*ssa.Function{},
			Taken:        map[*ssa.Function]bool{},
			Invoked:      map[string]bool{},
			CalledFields: map[*types.Var]bool{},
			impls:        map[dispatched][]*ssa.Function{},
		},
		otherPackages: otherPackages{
			imports: map[types.Object]*effect.Summary{},
			Rooms:   map[string]effect.Capacities{},
		},
		variables: variables{
			soles:   map[*ssa.Alloc]ssa.Value{},
			Globals: map[*ssa.Global]ssa.Value{},
		},
		conventions: conventions{Contracts: map[*ssa.Function]string{}},
		cuts:        map[effect.ReachedLimit]bool{},
	}
	e.buildSSA()
	e.index(files, idle)
	e.Funcs = e.functionsInSource()
	ssaq.Unconvert(e.Funcs)
	findGlobals(e, e.Funcs)
	findContracts(e)
	e.Scalars = findScalars(e.Funcs)
	e.Tests = findTests(e, many)
	e.Exclusive = exclusiveSemaphores(e)
	if in.Sole {
		*in.Info = types.Info{}
	}
	e.In.Info, e.In.Inspect = nil, nil // what follows goes by SSA
	e.Funcs, e.Alone = e.Tests.part(e.Funcs)
	e.Code = slices.DeleteFunc(slices.Clone(e.Funcs), func(fn *ssa.Function) bool { return e.InTest(fn.Pos()) })
	return e
}
