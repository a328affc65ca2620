// Package program is one package under analysis: its SSA form, its call graph, which
// types implement its interfaces, what its variables hold everywhere, its tests, and what
// its comments and signatures promise to callers.
//
// A new convention that the source states, or a new way to find out who calls a function,
// belongs here. What a value of one function denotes belongs in heap.
package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Program is one package: its SSA form, its call graph, what its source says, and the
// summaries of its functions and of those of other packages, as far as they are known.
type Program struct {
	ranks
	In        Input
	SSA       *ssa.Package
	Summaries map[*ssa.Function]*effect.Summary
	functions
	source
	callGraph
	otherPackages
	variables
	conventions
	cuts map[effect.ReachedLimit]bool
}

// functions lists the functions of the package.
type functions struct {
	Funcs []*ssa.Function   // without Alone
	Code  []*ssa.Function   // Funcs without those of tests
	Alone [][]*ssa.Function // tests that nobody calls, each with its literals
	Tests *Tests
}

// source is what is kept of it.
type source struct {
	exprs   map[token.Pos]ast.Expr // maps, by the operation on them
	calls   map[token.Pos]*ast.CallExpr
	methods map[token.Pos]bool // which of calls are of methods
	decls   map[token.Pos]*ast.FuncDecl
	expects map[*ssa.Function]bool
	remarks map[line]bool // of saidSafe
}

// callGraph says who calls what.
type callGraph struct {
	called   map[*ssa.Function][]*ssa.Function // of Callees
	Taken    map[*ssa.Function]bool            // functions whose address is taken: unknown callers
	Invoked  map[string]bool                   // methods that are called through an interface, by name
	Operands []*ssa.Value                      // of one instruction, used again for the next
	// CalledFields are the fields that hold functions which the package calls.
	CalledFields map[*types.Var]bool
	impls        map[dispatched][]*ssa.Function
	concrete     map[string][]types.Type // of typesWith
}

// otherPackages is what is known of them.
type otherPackages struct {
	imports map[types.Object]*effect.Summary
	Rooms   map[string]effect.Capacities // of the channels in variables of other packages
}

// variables says what variables hold.
type variables struct {
	soles   map[*ssa.Alloc]ssa.Value
	Globals map[*ssa.Global]ssa.Value
	chans   *channels
	Scalars *scalars
}

// conventions is what the package agrees on with others.
type conventions struct {
	// Contracts says of functions that others call many times at once how.
	Contracts map[*ssa.Function]string
	observing map[*ssa.Function]bool
	Exclusive bool // of exclusiveSemaphores
}
