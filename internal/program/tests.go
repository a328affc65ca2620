package program

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// names returns the fields and package-level variables that a function names.
func (t *Tests) names(fn ast.Node) map[string]bool {
	out := map[string]bool{}
	ast.Inspect(fn, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			if v, ok := t.eng.In.Info.Uses[id].(*types.Var); ok && (v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()) {
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
	k := known.Func(ssaq.CalleeObj(call.Common())).Kind
	return k == known.Spawn || k == known.Parallel
}

// Uncalled reports whether fn is a test that nobody asks what it does.
func (t *Tests) Uncalled(fn *ssa.Function) bool {
	return t.many && fn.Parent() == nil && fn.Syntax() != nil && t.eng.InTest(fn.Pos()) && !t.shared[fn]
}

// part parts functions into those of the code and what its tests share, and each
// test that nobody calls with its literals: once its goroutines have met, all that
// is known of it can be forgotten.
func (t *Tests) part(funcs []*ssa.Function) (code []*ssa.Function, alone [][]*ssa.Function) {
	index := map[*ssa.Function]int{}
	for _, fn := range funcs {
		decl := ssaq.Declared(fn)
		if !t.Uncalled(decl) {
			code = append(code, fn)
			continue
		}
		i, ok := index[decl]
		if !ok {
			i = len(alone)
			index[decl], alone = i, append(alone, nil)
		}
		alone[i] = append(alone[i], fn)
		for _, callee := range t.eng.Callees(fn) {
			t.Called[callee] = true
		}
	}
	return code, alone
}

// RelevantVars returns the names of the variables that matter to a function of a test,
// nil if all do. Its callees have been summarised.
func (t *Tests) RelevantVars(fn *ssa.Function) map[string]bool {
	decl := ssaq.Declared(fn)
	switch {
	case !t.many || !t.eng.InTest(fn.Pos()) || t.spawning[decl] && (fn != decl || t.shared[decl]):
		return nil
	case t.shared[decl]:
		return t.named[nil]
	}
	started, ok := t.started(decl)
	if !ok {
		return nil
	}
	out := maps.Clone(t.named[decl])
	for _, f := range append(ssaq.Anonymous(decl), decl) {
		for _, callee := range t.eng.Callees(f) {
			t.markRelevant(out, callee, started[callee])
		}
	}
	return out
}

// markRelevant adds the variables that a callee uses: in functions of tests and in
// goroutines that those start, or all.
func (t *Tests) markRelevant(out map[string]bool, callee *ssa.Function, all bool) {
	s := t.eng.Summaries[callee]
	if s == nil {
		return
	}
	for i := range s.Accesses {
		a := &s.Accesses[i]
		if all || t.eng.InTest(a.Pos.At()) || a.Thread > 0 && t.eng.InTest(s.Threads[a.Thread-1].Pos.At()) {
			for _, name := range a.Names() {
				out[name] = true
			}
		}
	}
}

// started returns the functions that a declared function and its literals start as
// goroutines, and whether these are all.
func (t *Tests) started(decl *ssa.Function) (out map[*ssa.Function]bool, ok bool) {
	out = map[*ssa.Function]bool{}
	for _, f := range append(ssaq.Anonymous(decl), decl) {
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
func (t *Tests) given(call ssa.CallInstruction) *ssa.Function {
	c := call.Common()
	if _, ok := call.(*ssa.Go); ok && !c.IsInvoke() {
		fn, _ := t.eng.Closure(c.Value)
		return fn
	}
	for _, arg := range c.Args {
		if ssaq.IsFunc(arg.Type()) {
			fn, _ := t.eng.Closure(arg)
			return fn
		}
	}
	return nil
}

// findTests looks through the functions of test files, if there are many.
func findTests(e *Program, many bool) *Tests {
	t := &Tests{eng: e, many: many, named: map[*ssa.Function]map[string]bool{nil: {}}, spawning: map[*ssa.Function]bool{}, shared: map[*ssa.Function]bool{}, Called: map[*ssa.Function]bool{}}
	first := slices.IndexFunc(e.Funcs, func(fn *ssa.Function) bool { return e.InTest(fn.Pos()) })
	if !many || first < 0 {
		return t
	}
	e.LimitReached(e.Funcs[first], "tests that follow all that they call")
	for _, fn := range e.Funcs {
		decl := ssaq.Declared(fn)
		for _, callee := range e.Callees(fn) {
			if d := ssaq.Declared(callee); d != decl {
				t.shared[d] = true
			}
		}
		if e.InTest(decl.Pos()) {
			t.spawning[decl] = t.spawning[decl] || spawns(fn)
			if fn == decl && fn.Syntax() != nil {
				t.named[fn] = t.names(fn.Syntax())
			}
		}
	}
	return t
}
