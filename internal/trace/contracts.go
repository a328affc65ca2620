package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// contracts returns the events of an instruction that lets out a function of a type
// whose contract is that it is called on many goroutines at once: it is returned,
// stored, or given to a function that keeps it. Where it runs, and when, need not be
// seen. What the function at hand does itself stays before that.
//
// Assumes: in a test such a function runs only when the test asks for it.
func contractEvents(t *Trace, instr ssa.Instruction) []*Event {
	if t.inTest {
		return nil
	}
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		return underContract(t, mc, escape.Outlets(t.Heap).AnyUse(mc), instr)
	}
	var out []*Event
	t.Pkg.Operands = instr.Operands(t.Pkg.Operands[:0])
	for _, op := range t.Pkg.Operands {
		if fn, ok := (*op).(*ssa.Function); ok && fn.Blocks != nil {
			out = append(out, underContract(t, fn, escape.Outlets(t.Heap).KeptBy(fn, instr), instr)...)
		}
	}
	return out
}

// underContract returns the events of letting out a function value under a contract,
// if there is one.
func underContract(t *Trace, v ssa.Value, how string, at ssa.Instruction) []*Event {
	if how == "" {
		return nil
	}
	fn, _ := t.Pkg.Closure(v)
	fn = t.Pkg.Unwrapped(fn)
	t.Pkg.Contracts[fn] = how
	in := t.funcArg(v, at)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	pos := ssaq.InstrPos(at)
	if fn.Parent() != nil {
		pos = fn.Pos()
	}
	th := effect.Thread{Name: how, Pos: effect.Pos{P: pos}, Many: true, Parallel: true, Contract: true}
	return t.eventsOf(in.spawned(th))
}

// listener returns the events of a struct of functions that becomes an
// interface: whoever is given it calls them on one goroutine of its own.
func listener(t *Trace, mi *ssa.MakeInterface) []*Event {
	name := known.Listener(ssaq.Pointee(mi.X.Type()))
	a, ok := mi.X.(*ssa.Alloc)
	if !ok {
		a, ok = ssaq.LoadedAlloc(mi.X)
	}
	if name == "" || !ok {
		return nil
	}
	var all instance
	for _, r := range *a.Referrers() {
		if field, ok := r.(*ssa.FieldAddr); ok {
			if _, v := ssaq.Stores(field); v != nil {
				all.merge(t.funcArg(v, mi), 0, nil)
			}
		}
	}
	if len(all.accesses) == 0 {
		return nil
	}
	return t.eventsOf(all.spawned(effect.Thread{Name: name, Pos: effect.Pos{P: ssaq.InstrPos(mi)}, Parallel: true}))
}
