package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/syntax"
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
	Import func(types.Object) *Summary
}

// Package is the result: the summaries of a package's functions and the scenes
// in which goroutines meet.
type Package = engine

// engine holds what the builders of one package share.
type engine struct {
	ranks
	in       Input
	pkg      *ssa.Package
	funcs    []*ssa.Function   // without alone
	code     []*ssa.Function   // funcs without those of tests
	alone    [][]*ssa.Function // tests that nobody calls, each with its literals
	sums     map[*ssa.Function]*Summary
	builders map[*ssa.Function]*builder // of functions that start goroutines
	soles    map[*ssa.Alloc]ssa.Value
	globals  map[*ssa.Global]ssa.Value
	imports  map[types.Object]*Summary
	impls    map[dispatched][]*ssa.Function
	// insertKeys has for each function the keys of the insertions of its summary.
	insertKeys map[*ssa.Function][]ssa.Value
	concrete   map[string][]types.Type // of typesWith
	exprs      map[token.Pos]ast.Expr  // maps, by the operation on them
	calls      map[token.Pos]*ast.CallExpr
	methods    map[token.Pos]bool // which of calls are of methods
	decls      map[token.Pos]*ast.FuncDecl
	sites      map[*ssa.Function][]callSite // all calls of a function, with their callers' builders
	taken      map[*ssa.Function]bool       // functions whose address is taken: unknown callers
	invoked    map[string]bool              // methods that are called through an interface, by name
	// contracts says of functions that others call many times at once how.
	contracts map[*ssa.Function]string
	handings  map[*ssa.Function][]handing // of callbacks
	// calledFields are the fields that hold functions which the package calls.
	calledFields map[*types.Var]bool
	entries      map[*ssa.Function]state.Marks
	within       map[*ssa.Function]state.Marks // of met
	tokens       map[*ssa.Function]state.Marks // of lockTokens
	expects      map[*ssa.Function]bool
	given        map[string]bool
	chans        *channels
	rooms        map[string]capacities // of the channels in variables of other packages
	observing    map[*ssa.Function]bool
	called       map[*ssa.Function][]*ssa.Function // of callees
	order        [][]*ssa.Function                 // callees first
	words        *words
	tests        *tests
	filled       map[string]bool // of isDefault: maps with entries from the start
	changed      map[string]bool // likewise: maps that functions write to by name
	// lost has, for each function, the accesses of which a caller in this
	// package cannot say where the map lives.
	lost      map[*ssa.Function]map[accessID]bool
	marks     *state.Table
	gathered  []Access         // of collect and instantiate, used again for each function
	mapped    state.Memo       // of instantiate, likewise
	seen      map[accessID]int // likewise
	operands  []*ssa.Value     // of one instruction, likewise
	others    []Access         // of byThread
	cuts      map[Cut]bool
	noParts   *parts                          // of all events that have none; never written to
	replaced  map[*ssa.Function][]place.Place // of builder.alwaysAssigned
	remarks   map[line]bool                   // of saidSafe
	exclusive bool                            // of exclusiveSemaphores
}

// Analyze builds the SSA form of a package and summarises its functions,
// callees first.
func Analyze(in Input) *Package {
	files := in.Files // those that the inspector knows
	idle, many := in.idleTests()
	in.Files = withoutBodies(files, idle)
	if in.Sole {
		takeApart(files, in.Files, in.Info)
	}
	e := &engine{
		ranks:    newRanks(in.Fset, in.Files),
		in:       in,
		sums:     map[*ssa.Function]*Summary{},
		builders: map[*ssa.Function]*builder{},
		soles:    map[*ssa.Alloc]ssa.Value{},
		globals:  map[*ssa.Global]ssa.Value{},
		imports:  map[types.Object]*Summary{},
		impls:    map[dispatched][]*ssa.Function{},

		insertKeys: map[*ssa.Function][]ssa.Value{},
		exprs:      map[token.Pos]ast.Expr{},
		calls:      map[token.Pos]*ast.CallExpr{},
		methods:    map[token.Pos]bool{},
		decls:      map[token.Pos]*ast.FuncDecl{},
		sites:      map[*ssa.Function][]callSite{},
		taken:      map[*ssa.Function]bool{},
		invoked:    map[string]bool{},
		contracts:  map[*ssa.Function]string{},
		handings:   map[*ssa.Function][]handing{},

		calledFields: map[*types.Var]bool{},
		entries:      map[*ssa.Function]state.Marks{},
		within:       map[*ssa.Function]state.Marks{},
		expects:      map[*ssa.Function]bool{},
		marks:        state.NewTable(),
		seen:         map[accessID]int{},
		cuts:         map[Cut]bool{},
		noParts:      new(parts),
		called:       map[*ssa.Function][]*ssa.Function{},
		lost:         map[*ssa.Function]map[accessID]bool{},
		replaced:     map[*ssa.Function][]place.Place{},
		rooms:        map[string]capacities{},
	}
	e.buildSSA()
	e.index(files, idle)
	e.funcs = e.functions()
	unconvert(e.funcs)
	e.findGlobals(e.funcs)
	e.findContracts()
	e.words = findWords(e.funcs)
	e.tests = e.findTests(many)
	e.exclusive = e.exclusiveSemaphores()
	if in.Sole {
		*in.Info = types.Info{}
	}
	e.in.Info, e.in.Inspect = nil, nil // what follows goes by SSA
	code, alone := e.tests.part(e.funcs)
	e.funcs, e.alone = code, alone
	e.code = slices.DeleteFunc(slices.Clone(e.funcs), func(fn *ssa.Function) bool { return e.inTest(fn.Pos()) })
	e.order = e.summarizeAll(e.funcs, e.callees)
	return e
}

// summarizeAll summarises functions, callees first, and returns them in that order,
// by the cycles that they form.
func (e *engine) summarizeAll(funcs []*ssa.Function, callees func(*ssa.Function) []*ssa.Function) [][]*ssa.Function {
	order := components(funcs, callees)
	for _, scc := range order {
		for range e.rounds(scc) {
			for _, fn := range scc {
				e.summarize(fn)
			}
		}
	}
	e.enter(order)
	return order
}

// rounds returns how often the functions of a component are summarised. What a
// cycle does is known after three rounds, or is left out. In a large component
// most callees come before their callers and most summaries are full after the
// first round; there the third costs as much as all else and was not seen to
// change a finding.
func (e *engine) rounds(scc []*ssa.Function) int {
	switch {
	case len(scc) > 32:
		return 2
	case len(scc) > 1 || slices.Contains(e.callees(scc[0]), scc[0]):
		return 3
	}
	return 1
}

func (e *engine) summarize(fn *ssa.Function) {
	b := newBuilder(e, fn)
	e.sums[fn] = b.build()
	e.builders[fn] = b
}

// buildSSA builds the functions of the package; those of its imports have no
// bodies.
func (e *engine) buildSSA() {
	prog := ssa.NewProgram(e.in.Fset, 0)
	prog.SetNoReturn(func(fn *types.Func) bool { return known.Func(fn).Kind == known.Exit })
	for _, p := range e.in.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	e.pkg = prog.CreatePackage(e.in.Pkg, e.in.Files, e.in.Info, false)
	e.pkg.Build()
}

// index records the map expressions, the calls and the function declarations of the
// package, each by the position that SSA gives its instruction. It leaves out the bodies
// of idle tests.
func (e *engine) index(files []*ast.File, idle map[*ast.FuncDecl]bool) {
	indexed := []ast.Node{(*ast.IndexExpr)(nil), (*ast.RangeStmt)(nil), (*ast.CallExpr)(nil), (*ast.FuncDecl)(nil)}
	record := func(n ast.Node) (descend bool) {
		switch n := n.(type) {
		case *ast.IndexExpr:
			e.noteMap(n.Lbrack, n.X)
		case *ast.RangeStmt:
			e.noteMap(n.For, n.X)
		case *ast.CallExpr:
			e.calls[n.Lparen] = n
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && e.in.Info.Selections[sel] != nil && e.in.Info.Selections[sel].Kind() == types.MethodVal {
				e.methods[n.Lparen] = true
			}
			if len(n.Args) > 0 {
				e.noteMap(n.Lparen, n.Args[0])
			}
		case *ast.FuncDecl:
			e.decls[n.Name.Pos()] = n
			return !idle[n]
		}
		return true
	}
	for _, f := range files {
		syntax.Inspect(f, e.in.Inspect, indexed, record)
	}
}

func (e *engine) noteMap(at token.Pos, x ast.Expr) {
	if t := e.in.Info.TypeOf(x); t != nil && isMap(t) {
		e.exprs[at] = x
	}
}

// functions lists the source functions of the package with their literals, in
// source order, and after them the wrappers that these use.
func (e *engine) functions() []*ssa.Function {
	var out []*ssa.Function
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || seen[fn] || fn.Blocks == nil {
			return
		}
		seen[fn] = true
		if len(fn.Blocks) <= maxBlocks {
			out = append(out, fn)
		} else {
			e.cut(fn, "branches")
		}
		for _, anon := range fn.AnonFuncs {
			add(anon)
		}
	}
	add(e.pkg.Func("init"))
	for _, f := range e.in.Files {
		for _, d := range f.Decls {
			if fd, ok := d.(*ast.FuncDecl); ok {
				if obj, ok := e.in.Info.Defs[fd.Name].(*types.Func); ok {
					add(e.pkg.Prog.FuncValue(obj))
				}
			}
		}
	}
	for i := 0; i < len(out); i++ { // bound methods, thunks, init functions
		for _, callee := range e.callees(out[i]) {
			add(callee)
		}
	}
	return out
}

// imported returns the summary of a function of another package, or of the one
// that a variable holds.
func (e *engine) imported(obj types.Object) *Summary {
	if fn, ok := obj.(*types.Func); ok {
		obj = fn.Origin()
	}
	if s, ok := e.imports[obj]; ok {
		return s
	}
	var s *Summary
	if obj.Pkg() != nil && obj.Pkg() != e.in.Pkg {
		s = e.in.Import(obj)
	}
	if s != nil {
		for _, r := range s.Rooms {
			e.rooms[r.Name] |= r.Capacity
		}
	}
	e.imports[obj] = s
	return s
}

// hasFact reports whether the package of obj was analysed: functions without
// a summary are then known to do nothing that matters.
func (e *engine) hasFact(obj *types.Func) bool { return e.imported(obj) != nil }
