package program

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Tests says which accesses of the code under test matter to the tests of a package, if
// there are many. A test that starts a server leads to everything that the server does, and
// there may be thousands of such tests, whose goroutines are the server's and are compared
// in the server's own functions. So a test keeps only the accesses that may conflict with
// one of its own: accesses to variables that it names, to variables that its goroutines
// use, and to maps that it passes on. A test that starts a goroutine with a function that is
// not known keeps all.
//
// False negative: two accesses of the code under test that only such a test lets run
// concurrently. Among the 4,500 tests of nats-server none was lost.
type Tests struct {
	code      testedCode
	summaries map[*ssa.Function]*effect.Summary
	many      bool
	// named has the names of the variables and fields that a declared function names, and
	// under nil those that any test names.
	named    map[*ssa.Function]map[string]bool
	spawning map[*ssa.Function]bool // declared functions that start goroutines
	shared   map[*ssa.Function]bool // declared functions that other functions use
	Called   map[*ssa.Function]bool // functions that uncalled tests use
}

// testedCode is the package as far as [Tests] asks about it.
type testedCode interface {
	InTest(pos token.Pos) bool
	Callees(fn *ssa.Function) []*ssa.Function
	Closure(v ssa.Value) (fn *ssa.Function, captured []ssa.Value)
}

func newTests(code testedCode, summaries map[*ssa.Function]*effect.Summary, many bool) *Tests {
	return &Tests{
		code: code, summaries: summaries, many: many,
		named:    map[*ssa.Function]map[string]bool{nil: {}},
		spawning: map[*ssa.Function]bool{},
		shared:   map[*ssa.Function]bool{},
		Called:   map[*ssa.Function]bool{},
	}
}

// add records what the functions of test files name, start and use.
func (t *Tests) add(funcs []*ssa.Function, info *types.Info) {
	for _, fn := range funcs {
		decl := ssaq.Outermost(fn)
		for _, callee := range t.code.Callees(fn) {
			if d := ssaq.Outermost(callee); d != decl {
				t.shared[d] = true
			}
		}
		if t.code.InTest(decl.Pos()) {
			t.spawning[decl] = t.spawning[decl] || spawns(fn)
			if fn == decl && fn.Syntax() != nil {
				t.named[fn] = t.addNames(info, fn.Syntax())
			}
		}
	}
}

// addNames returns the names of the fields and package-level variables that a function
// names, and adds them to those that any test names.
func (t *Tests) addNames(info *types.Info, fn ast.Node) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := info.Uses[id].(*types.Var); ok && isFieldOrGlobal(v) {
				out[v.Name()], t.named[nil][v.Name()] = true, true
			}
		}
		return true
	})
	return out
}

func isFieldOrGlobal(v *types.Var) bool {
	return v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// spawns reports whether a function starts goroutines itself.
func spawns(fn *ssa.Function) bool {
	for instr := range ssaq.InstrsOf(fn) {
		if starts(instr) {
			return true
		}
	}
	return false
}

// starts reports whether an instruction starts a goroutine, or lets the test itself run in
// parallel with others.
func starts(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if _, ok := call.(*ssa.Go); ok {
		return true
	}
	k := known.Func(ssaq.CalleeObj(call.Common())).Kind
	return k == known.Spawn || k == known.Parallel
}

// Uncalled reports whether fn is a declared function of a test file that no function calls:
// its summary is not needed.
func (t *Tests) Uncalled(fn *ssa.Function) bool {
	declared := fn.Parent() == nil && fn.Syntax() != nil
	return t.many && declared && t.code.InTest(fn.Pos()) && !t.shared[fn]
}

// partition separates the functions into those of the code and of tests that others call,
// and for each uncalled test the test with its literals. What is known of such a test can be
// released once its goroutines have been compared.
func (t *Tests) partition(funcs []*ssa.Function) (rest []*ssa.Function, lone [][]*ssa.Function) {
	index := map[*ssa.Function]int{}
	for _, fn := range funcs {
		decl := ssaq.Outermost(fn)
		if !t.Uncalled(decl) {
			rest = append(rest, fn)
			continue
		}
		i, ok := index[decl]
		if !ok {
			i = len(lone)
			index[decl], lone = i, append(lone, nil)
		}
		lone[i] = append(lone[i], fn)
		for _, callee := range t.code.Callees(fn) {
			t.Called[callee] = true
		}
	}
	return rest, lone
}

// RelevantVars returns the names of the variables whose accesses matter to a function of a
// test, nil if all matter. It reads the summaries of the callees.
func (t *Tests) RelevantVars(fn *ssa.Function) map[string]bool {
	decl := ssaq.Outermost(fn)
	switch {
	case !t.many || !t.code.InTest(fn.Pos()) || t.spawning[decl] && (fn != decl || t.shared[decl]):
		return nil
	case t.shared[decl]:
		return t.named[nil]
	}
	started, ok := t.started(decl)
	if !ok {
		return nil
	}
	out := maps.Clone(t.named[decl])
	for _, f := range append(ssaq.Literals(decl), decl) {
		for _, callee := range t.code.Callees(f) {
			t.markRelevant(out, callee, started[callee])
		}
	}
	return out
}

// markRelevant adds the names of the variables that a callee uses, all of them or those that
// it uses in test files and in goroutines which test files start.
func (t *Tests) markRelevant(out map[string]bool, callee *ssa.Function, all bool) {
	s := t.summaries[callee]
	if s == nil {
		return
	}
	for i := range s.Accesses {
		a := &s.Accesses[i]
		if all || t.code.InTest(a.Pos.At()) || a.Thread > 0 && t.code.InTest(s.Threads[a.Thread-1].Pos.At()) {
			for _, name := range a.Names() {
				out[name] = true
			}
		}
	}
}

// started returns the functions that a declared function and its literals start as
// goroutines. ok is false if one is not known.
func (t *Tests) started(decl *ssa.Function) (out map[*ssa.Function]bool, ok bool) {
	out = map[*ssa.Function]bool{}
	for _, f := range append(ssaq.Literals(decl), decl) {
		for instr := range ssaq.InstrsOf(f) {
			if !starts(instr) {
				continue
			}
			fn := t.startedBy(instr.(ssa.CallInstruction))
			if fn == nil {
				return nil, false
			}
			out[fn] = true
		}
	}
	return out, true
}

// startedBy returns the function that a call starts a goroutine with, nil if it is not
// known.
func (t *Tests) startedBy(call ssa.CallInstruction) *ssa.Function {
	c := call.Common()
	if _, ok := call.(*ssa.Go); ok && !c.IsInvoke() {
		fn, _ := t.code.Closure(c.Value)
		return fn
	}
	for _, arg := range c.Args {
		if typeq.IsFunc(arg.Type()) {
			fn, _ := t.code.Closure(arg)
			return fn
		}
	}
	return nil
}
