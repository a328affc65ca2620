package program

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Input is one type-checked package, as go/analysis provides it.
type Input struct {
	Fset  *token.FileSet
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info
	// Inspect is an inspector of Files, nil if the driver has none.
	Inspect *inspector.Inspector
	// Sole says that nobody else reads Files and Info, not even after the analysis.
	// They are taken apart as soon as they have been read, to save memory.
	Sole bool
	// Import returns the summary of a function of another package, or of a
	// variable that holds one, nil if there is none.
	Import func(types.Object) *effect.Summary
}

// ranks say where positions stand in the source of a package: by its files, in
// the order in which the analysis was given them. Positions themselves will not do,
// since some drivers read the files side by side, so that these get their positions
// in another order each time.
type ranks struct {
	fset  *token.FileSet
	first map[*token.File]int // what the files before this one take
}

// Tests says what the tests of a package take from the code under test. A test
// that starts a server leads to all that the server does, and there may be
// thousands of such tests, whose goroutines are the server's and have met in the
// server's own functions. So where there are many tests, of the accesses of other
// code each has those alone that can meet one of its own: to variables that it
// names, and those that goroutines of its own make; all of them if it starts
// goroutines itself; and what happens to a map that it hands on.
//
// The trade: two accesses of the code under test that only such a test brings
// together are not compared. Among the 4,500 tests of nats-server none was lost.
type Tests struct {
	eng  *Program
	many bool
	// named has the variables and fields that a declared function names, by their
	// bare names, all those that tests name under nil.
	named map[*ssa.Function]map[string]bool
	// spawning has the declared functions that start goroutines.
	spawning map[*ssa.Function]bool
	// shared has the declared functions that other functions refer to.
	shared map[*ssa.Function]bool
	// called has the functions that tests refer to which are alone.
	Called map[*ssa.Function]bool
}

// line is a line of a source file.
type line struct {
	file *token.File
	n    int
}

// dispatched is what the targets of an interface call depend on: the method, and the
// static type of the value that it is called on. A method that one interface has
// from another one embedded in it is the same method, of fewer types.
type dispatched struct {
	method *types.Func
	on     types.Type
}

// channels says of the channels of a package with which capacity they are made. It does
// not follow the order of assignments: a variable may hold all that is put into it
// anywhere in the package.
//
// Assumes: other packages put channels like those of this package into its exported
// variables and fields.
type channels struct {
	e       *Program
	stored  map[string][]ssa.Value // into fields and globals
	calls   map[*ssa.Function][]*ssa.CallCommon
	known   map[ssa.Value]effect.Capacities
	visited map[ssa.Value]bool // of the search at hand
}
