// Package program is one package under analysis: its SSA form, its call graph, which
// types implement its interfaces, what its variables hold everywhere, its tests, and what
// its comments and signatures promise to callers.
//
// limits.go records which limits on its work the analysis has reached. A limit itself is a
// constant beside what it bounds, or in effect/limits.go if it bounds a summary.
//
// A new convention that the source states, or a new way to find out who calls a function,
// belongs here. What a value of one function denotes belongs in heap, and a question that
// the instructions of one function answer in ssaq.
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
	Fset      *token.FileSet
	Files     []*ast.File // without the bodies of idle tests
	Types     *types.Package
	SSA       *ssa.Package
	Summaries map[*ssa.Function]*effect.Summary
	functions
	syntaxIndex
	fileOrder
	callGraph
	imports
	variables
	conventions
}

// functions are the functions of the package that are analysed.
type functions struct {
	Funcs     []*ssa.Function   // all but those of LoneTests
	NonTest   []*ssa.Function   // Funcs without those of test files
	LoneTests [][]*ssa.Function // each a test that no function calls, with its literals
	Tests     *Tests
	limits    limits
}

// variables are what variables of the package hold everywhere.
type variables struct {
	soleValues    map[*ssa.Alloc]ssa.Value  // the results of SoleValue
	GlobalFuncs   map[*ssa.Global]ssa.Value // the only function that a package-level variable holds
	InitialValues map[*ssa.Global]ssa.Value // what the package initializer assigns to those that nothing else changes
	channels      *ChannelIndex
	handedBack    map[string]bool // see IsToken
	Scalars       *scalars
}

// conventions are what the package agrees on with its callers and other packages.
type conventions struct {
	// Contracts has the functions that other packages may call many times at once, with the
	// name of the reason.
	Contracts           map[*ssa.Function]string
	ExclusiveSemaphores bool // each weighted semaphore admits one holder
	expectsLock         map[*ssa.Function]bool
	observers           map[*ssa.Function]bool
	remarks             *lockRemarks
}
