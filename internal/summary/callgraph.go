package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// callees lists the functions of this package that fn calls or makes values
// of, as far as they are known.
func (e *engine) callees(fn *ssa.Function) []*ssa.Function {
	out, ok := e.called[fn]
	if !ok {
		out = e.findCallees(fn)
		e.called[fn] = out
	}
	return out
}

func (e *engine) findCallees(fn *ssa.Function) []*ssa.Function {
	var out []*ssa.Function
	add := func(f *ssa.Function) {
		if f == nil {
			return
		}
		if o := f.Origin(); o != nil {
			f = o
		}
		if f.Blocks != nil && !slices.Contains(out, f) {
			out = append(out, f)
		}
	}
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			e.operands = instr.Operands(e.operands[:0])
			for _, op := range e.operands {
				switch v := (*op).(type) {
				case *ssa.Function:
					add(v)
				case *ssa.MakeClosure:
					add(v.Fn.(*ssa.Function))
				}
			}
			if mc, ok := instr.(*ssa.MakeClosure); ok {
				add(mc.Fn.(*ssa.Function))
			}
			if c, ok := instr.(ssa.CallInstruction); ok && c.Common().IsInvoke() {
				for _, fn := range e.implementations(c.Common()) {
					add(fn)
				}
				if len(e.implementers(c.Common())) > maxImplementations {
					e.cut(fn, "types behind an interface")
				}
			}
		}
	}
	return out
}

// findGlobals finds the package-level variables that hold one function. Other
// packages can put another one into those that are exported: tests do.
func (e *engine) findGlobals(funcs []*ssa.Function) {
	count := map[*ssa.Global]int{}
	for _, fn := range funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					if g, ok := st.Addr.(*ssa.Global); ok && isFunc(st.Val.Type()) {
						count[g]++
						e.globals[g] = st.Val
					}
				}
				e.operands = instr.Operands(e.operands[:0])
				e.noteTaken(instr, e.operands)
			}
		}
	}
	for g, n := range count {
		if n > 1 {
			delete(e.globals, g)
		}
	}
}

// noteTaken notes the functions among the operands of an instruction that it uses
// other than by calling them, and the interface methods that it calls.
func (e *engine) noteTaken(instr ssa.Instruction, ops []*ssa.Value) {
	var called ssa.Value
	if c, ok := instr.(ssa.CallInstruction); ok && !c.Common().IsInvoke() {
		called = c.Common().Value
		e.noteCalledField(called)
	} else if ok {
		e.invoked[c.Common().Method.Name()] = true
	}
	for _, op := range ops {
		if fn, ok := (*op).(*ssa.Function); ok && *op != called {
			if mc, ok := instr.(*ssa.MakeClosure); ok && onlyCalled(mc) {
				continue
			}
			e.take(fn)
		}
	}
}

// take notes that the address of fn is taken. Of a method value that is the
// address of a wrapper, which makes the method no less known to strangers.
func (e *engine) take(fn *ssa.Function) {
	e.taken[fn] = true
	e.taken[e.unwrapped(fn)] = true
}

// onlyCalled reports whether all uses of a closure are calls of it.
func onlyCalled(mc *ssa.MakeClosure) bool {
	for _, r := range *mc.Referrers() {
		c, ok := r.(ssa.CallInstruction)
		if !ok || c.Common().Value != mc {
			return false
		}
	}
	return true
}
