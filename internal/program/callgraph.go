package program

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Callees lists the functions of this package that fn calls or makes values
// of, as far as they are known.
func (e *Program) Callees(fn *ssa.Function) []*ssa.Function {
	out, ok := e.called[fn]
	if !ok {
		out = e.findCallees(fn)
		e.called[fn] = out
	}
	return out
}

func (e *Program) findCallees(fn *ssa.Function) []*ssa.Function {
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
			e.Operands = instr.Operands(e.Operands[:0])
			for _, op := range e.Operands {
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
				for _, fn := range e.Implementations(c.Common()) {
					add(fn)
				}
				if len(e.implementers(c.Common())) > maxImplementations {
					e.LimitReached(fn, "types behind an interface")
				}
			}
		}
	}
	return out
}

// findGlobals finds the package-level variables that hold one function. Other
// packages can put another one into those that are exported: tests do.
func findGlobals(e *Program, funcs []*ssa.Function) {
	count := map[*ssa.Global]int{}
	for _, fn := range funcs {
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					if g, ok := st.Addr.(*ssa.Global); ok && ssaq.IsFunc(st.Val.Type()) {
						count[g]++
						e.Globals[g] = st.Val
					}
				}
				e.Operands = instr.Operands(e.Operands[:0])
				noteTaken(e, instr, e.Operands)
			}
		}
	}
	for g, n := range count {
		if n > 1 {
			delete(e.Globals, g)
		}
	}
}

// noteTaken notes the functions among the operands of an instruction that it uses
// other than by calling them, and the interface methods that it calls.
func noteTaken(e *Program, instr ssa.Instruction, ops []*ssa.Value) {
	var called ssa.Value
	if c, ok := instr.(ssa.CallInstruction); ok && !c.Common().IsInvoke() {
		called = c.Common().Value
		noteCalledField(e, called)
	} else if ok {
		e.Invoked[c.Common().Method.Name()] = true
	}
	for _, op := range ops {
		if fn, ok := (*op).(*ssa.Function); ok && *op != called {
			if mc, ok := instr.(*ssa.MakeClosure); ok && onlyCalled(mc) {
				continue
			}
			take(e, fn)
		}
	}
}

// take notes that the address of fn is taken. Of a method value that is the
// address of a wrapper, which makes the method no less known to strangers.
func take(e *Program, fn *ssa.Function) {
	e.Taken[fn] = true
	e.Taken[e.Unwrapped(fn)] = true
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

// noteCalledField notes the field of which a call calls the function.
func noteCalledField(e *Program, v ssa.Value) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if f := ssaq.FieldAt(v.X); f != nil {
			e.CalledFields[f] = true
		}
	case *ssa.Field:
		st, _ := ssaq.StructOf(v.X.Type())
		e.CalledFields[st.Field(v.Field).Origin()] = true
	}
}

// Unwrapped returns the method of which fn is a method value, else fn itself.
func (e *Program) Unwrapped(fn *ssa.Function) *ssa.Function {
	if m, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
		if method := e.SSA.Prog.FuncValue(m.Origin()); method != nil {
			return method
		}
	}
	return fn
}
