package program

import (
	"go/token"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// callGraph is what the package says about who calls what.
type callGraph struct {
	hierarchy
	callees      map[*ssa.Function][]*ssa.Function // the results of Callees
	AddressTaken map[*ssa.Function]bool            // functions that unknown callers may call
	InvokedNames map[string]bool                   // names of the methods that the package calls through an interface
	CalledFields map[*types.Var]bool               // fields that hold functions which the package calls
	operands     []*ssa.Value                      // the buffer of OperandsOf
}

// OperandsOf returns the operands of an instruction in a buffer that the next call
// overwrites.
func (g *callGraph) OperandsOf(instr ssa.Instruction) []*ssa.Value {
	g.operands = instr.Operands(g.operands[:0])
	return g.operands
}

// Callees lists the functions of the package that fn calls or takes the address of, as far
// as they are known.
func (p *Program) Callees(fn *ssa.Function) []*ssa.Function {
	out, ok := p.callees[fn]
	if !ok {
		out = p.findCallees(fn)
		p.callees[fn] = out
	}
	return out
}

func (p *Program) findCallees(fn *ssa.Function) []*ssa.Function {
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
	for instr := range ssaq.InstrsOf(fn) {
		for _, op := range p.OperandsOf(instr) {
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
			for _, fn := range p.Implementations(c.Common()) {
				add(fn)
			}
			if len(p.implementers(c.Common())) > maxImplementations {
				p.LimitReached(fn, "types behind an interface")
			}
		}
	}
	for _, fn := range p.lentBy(fn) {
		add(fn)
	}
	return out
}

// findGlobals finds the package-level variables that hold one function, those that keep what the
// package initializer assigns to them, and the functions whose address is taken.
//
// Assumes: only tests of other packages assign a function to an exported variable of this
// one.
func (p *Program) findGlobals() {
	count, changed := map[*ssa.Global]int{}, map[*ssa.Global]bool{}
	for _, fn := range p.Funcs {
		inInit := fn == p.SSA.Func("init")
		for instr := range ssaq.InstrsOf(fn) {
			st, isStore := instr.(*ssa.Store)
			g := changedGlobal(instr)
			if isStore && g != nil && typeq.IsFunc(st.Val.Type()) {
				count[g]++
				p.GlobalFuncs[g] = st.Val
			}
			switch {
			case g == nil:
			case !inInit:
				changed[g] = true
			case isStore:
				p.InitialValues[g] = st.Val
			}
			p.addUses(instr)
		}
	}
	for g, n := range count {
		if n > 1 {
			delete(p.GlobalFuncs, g)
		}
	}
	maps.DeleteFunc(p.InitialValues, func(g *ssa.Global, _ ssa.Value) bool { return changed[g] })
}

// changedGlobal returns the variable that an instruction assigns, or whose map it changes.
func changedGlobal(instr ssa.Instruction) *ssa.Global {
	switch i := instr.(type) {
	case *ssa.Store:
		g, _ := i.Addr.(*ssa.Global)
		return g
	case *ssa.MapUpdate:
		return ssaq.LoadedGlobal(i.Map)
	}
	return nil
}

// addUses records the functions that an instruction uses other than by calling them, the
// interface method that it calls, and the field whose function it calls.
func (p *Program) addUses(instr ssa.Instruction) {
	var called ssa.Value
	if c, ok := instr.(ssa.CallInstruction); ok && !c.Common().IsInvoke() {
		called = c.Common().Value
		p.addCalledField(called)
	} else if ok {
		p.InvokedNames[c.Common().Method.Name()] = true
	}
	for _, op := range p.OperandsOf(instr) {
		if fn, ok := (*op).(*ssa.Function); ok && *op != called {
			if mc, ok := instr.(*ssa.MakeClosure); ok && isOnlyCalled(mc) {
				continue
			}
			p.takeAddress(fn)
		}
	}
}

// takeAddress records that the address of fn is taken. For a method value that is the
// address of a wrapper; unknown callers of the wrapper call the method.
func (p *Program) takeAddress(fn *ssa.Function) {
	p.AddressTaken[fn] = true
	p.AddressTaken[p.Unwrapped(fn)] = true
}

// isOnlyCalled reports whether all uses of a closure are calls of it, with go and defer
// too.
func isOnlyCalled(mc *ssa.MakeClosure) bool {
	for _, r := range *mc.Referrers() {
		c, ok := r.(ssa.CallInstruction)
		if !ok || c.Common().Value != mc {
			return false
		}
	}
	return true
}

// addCalledField records the field that a called function value is read from.
func (p *Program) addCalledField(v ssa.Value) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if f := ssaq.FieldAt(v.X); f != nil {
			p.CalledFields[f] = true
		}
	case *ssa.Field:
		st, _ := typeq.StructOf(v.X.Type())
		p.CalledFields[st.Field(v.Field).Origin()] = true
	}
}

// Unwrapped returns the method that the synthetic function fn wraps, such as one for a
// method value, and fn itself if it is not synthetic.
func (p *Program) Unwrapped(fn *ssa.Function) *ssa.Function {
	if m, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
		if method := p.SSA.Prog.FuncValue(m.Origin()); method != nil {
			return method
		}
	}
	return fn
}

// hasUnknownCallers reports whether a function may have callers that the analysis does not
// see.
func (p *Program) hasUnknownCallers(fn *ssa.Function) bool {
	if p.AddressTaken[fn] || fn.Signature.Recv() != nil && p.InvokedNames[fn.Name()] {
		return true
	}
	return fn.Parent() == nil && token.IsExported(fn.Name()) && p.Types.Name() != "main"
}
