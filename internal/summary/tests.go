package summary

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// tests says what the tests of a package take from the code under test. A test
// that starts a server leads to all that the server does, and there may be
// thousands of such tests, whose goroutines are the server's and have met in the
// server's own functions. So where there are many tests, of the accesses of other
// code each has those alone that can meet one of its own: to variables that it
// names, and those that goroutines of its own make; all of them if it starts
// goroutines itself; and what happens to a map that it hands on.
//
// The trade: two accesses of the code under test that only such a test brings
// together are not compared. Among the 4,500 tests of nats-server none was lost.
type tests struct {
	eng  *engine
	many bool
	// named has the variables and fields that a declared function names, by their
	// bare names, all those that tests name under nil.
	named map[*ssa.Function]map[string]bool
	// spawning has the declared functions that start goroutines.
	spawning map[*ssa.Function]bool
	// shared has the declared functions that other functions refer to.
	shared map[*ssa.Function]bool
	// called has the functions that tests refer to which are alone.
	called map[*ssa.Function]bool
}

// findTests looks through the functions of test files, if there are many.
func (e *engine) findTests(many bool) *tests {
	t := &tests{eng: e, many: many, named: map[*ssa.Function]map[string]bool{nil: {}}, spawning: map[*ssa.Function]bool{}, shared: map[*ssa.Function]bool{}, called: map[*ssa.Function]bool{}}
	first := slices.IndexFunc(e.funcs, func(fn *ssa.Function) bool { return e.inTest(fn.Pos()) })
	if !many || first < 0 {
		return t
	}
	e.cut(e.funcs[first], "tests that follow all that they call")
	for _, fn := range e.funcs {
		decl := declared(fn)
		for _, callee := range e.callees(fn) {
			if d := declared(callee); d != decl {
				t.shared[d] = true
			}
		}
		if e.inTest(decl.Pos()) {
			t.spawning[decl] = t.spawning[decl] || spawns(fn)
			if fn == decl && fn.Syntax() != nil {
				t.named[fn] = t.names(fn.Syntax())
			}
		}
	}
	return t
}

// names returns the fields and package-level variables that a function names.
func (t *tests) names(fn ast.Node) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := t.eng.in.Info.Uses[id].(*types.Var); ok && (v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()) {
				out[v.Name()], t.named[nil][v.Name()] = true, true
			}
		}
		return true
	})
	return out
}

// spawns reports whether a function starts goroutines itself.
func spawns(fn *ssa.Function) bool {
	for _, blk := range fn.Blocks {
		if slices.ContainsFunc(blk.Instrs, starts) {
			return true
		}
	}
	return false
}

// starts reports whether an instruction starts a goroutine, or lets the test
// itself run beside others.
func starts(instr ssa.Instruction) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if _, ok := call.(*ssa.Go); ok {
		return true
	}
	k := known.Func(calleeObj(call.Common())).Kind
	return k == known.Spawn || k == known.Parallel
}

// declared returns the declared function that fn is, or is a literal in.
func declared(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// uncalled reports whether fn is a test that nobody asks what it does.
func (t *tests) uncalled(fn *ssa.Function) bool {
	return t.many && fn.Parent() == nil && fn.Syntax() != nil && t.eng.inTest(fn.Pos()) && !t.shared[fn]
}

// part parts functions into those of the code and what its tests share, and each
// test that nobody calls with its literals: once its goroutines have met, all that
// is known of it can be forgotten.
func (t *tests) part(funcs []*ssa.Function) (code []*ssa.Function, alone [][]*ssa.Function) {
	index := map[*ssa.Function]int{}
	for _, fn := range funcs {
		decl := declared(fn)
		if !t.uncalled(decl) {
			code = append(code, fn)
			continue
		}
		i, ok := index[decl]
		if !ok {
			i = len(alone)
			index[decl], alone = i, append(alone, nil)
		}
		alone[i] = append(alone[i], fn)
		for _, callee := range t.eng.callees(fn) {
			t.called[callee] = true
		}
	}
	return code, alone
}

// heeded returns the names of the variables that matter to a function of a test,
// nil if all do. Its callees have been summarised.
func (t *tests) heeded(fn *ssa.Function) map[string]bool {
	decl := declared(fn)
	switch {
	case !t.many || !t.eng.inTest(fn.Pos()) || t.spawning[decl] && (fn != decl || t.shared[decl]):
		return nil
	case t.shared[decl]:
		return t.named[nil]
	}
	started, ok := t.started(decl)
	if !ok {
		return nil
	}
	out := maps.Clone(t.named[decl])
	for _, f := range append(anonymous(decl), decl) {
		for _, callee := range t.eng.callees(f) {
			t.heed(out, callee, started[callee])
		}
	}
	return out
}

// heed adds the variables that a callee uses: in functions of tests and in
// goroutines that those start, or all.
func (t *tests) heed(out map[string]bool, callee *ssa.Function, all bool) {
	s := t.eng.sums[callee]
	if s == nil {
		return
	}
	for i := range s.Accesses {
		a := &s.Accesses[i]
		if all || t.eng.inTest(a.Pos.At()) || a.Thread > 0 && t.eng.inTest(s.Threads[a.Thread-1].Pos.At()) {
			for _, name := range a.names() {
				out[name] = true
			}
		}
	}
}

// started returns the functions that a declared function and its literals start as
// goroutines, and whether these are all.
func (t *tests) started(decl *ssa.Function) (out map[*ssa.Function]bool, ok bool) {
	out = map[*ssa.Function]bool{}
	for _, f := range append(anonymous(decl), decl) {
		for _, blk := range f.Blocks {
			for _, instr := range blk.Instrs {
				if !starts(instr) {
					continue
				}
				fn := t.given(instr.(ssa.CallInstruction))
				if fn == nil {
					return nil, false
				}
				out[fn] = true
			}
		}
	}
	return out, true
}

// given returns the function that a call starts a goroutine with, nil if that is
// not known.
func (t *tests) given(call ssa.CallInstruction) *ssa.Function {
	c := call.Common()
	if _, ok := call.(*ssa.Go); ok && !c.IsInvoke() {
		fn, _ := t.eng.closure(c.Value)
		return fn
	}
	for _, arg := range c.Args {
		if isFunc(arg.Type()) {
			fn, _ := t.eng.closure(arg)
			return fn
		}
	}
	return nil
}

// anonymous lists the literals in fn, and those in them.
func anonymous(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	for _, f := range fn.AnonFuncs {
		out = append(append(out, f), anonymous(f)...)
	}
	return out
}

// names returns the bare names of the variables that an access is known to concern.
func (a *Access) names() [3]string {
	out := [3]string{a.Field, a.Place.Owner, a.Place.Name}
	for i, name := range out {
		out[i] = name[strings.LastIndexByte(name, '.')+1:]
	}
	return out
}

// leaves reports whether the builder's function, one of a test, leaves out an
// access of a callee.
func (b *builder) leaves(a *Access, foreign bool, bd binding) bool {
	if b.heeds == nil || bd.value(a.Place) != nil {
		return false
	}
	for _, name := range a.names() {
		if name != "" && b.heeds[name] {
			return false
		}
	}
	return foreign || !b.eng.inTest(a.Pos.At())
}
