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
func contracts(b *Trace, instr ssa.Instruction) []*Event {
	if b.test {
		return nil
	}
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		return underContract(b, mc, escape.Outlets(b.Heap).AnyUse(mc), instr)
	}
	var out []*Event
	b.Pkg.Operands = instr.Operands(b.Pkg.Operands[:0])
	for _, op := range b.Pkg.Operands {
		if fn, ok := (*op).(*ssa.Function); ok && fn.Blocks != nil {
			out = append(out, underContract(b, fn, escape.Outlets(b.Heap).KeptBy(fn, instr), instr)...)
		}
	}
	return out
}

// underContract returns the events of letting out a function value under a contract,
// if there is one.
func underContract(b *Trace, v ssa.Value, how string, at ssa.Instruction) []*Event {
	if how == "" {
		return nil
	}
	fn, _ := b.Pkg.Closure(v)
	fn = b.Pkg.Unwrapped(fn)
	b.Pkg.Contracts[fn] = how
	in := b.funcArg(v, at)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	pos := ssaq.InstrPos(at)
	if fn.Parent() != nil {
		pos = fn.Pos()
	}
	th := effect.Thread{Name: how, Pos: effect.Pos{P: pos}, Many: true, Parallel: true, ByContract: true}
	return b.instanceEvents(in.spawned(th))
}

// listener returns the events of a struct of functions that becomes an
// interface: whoever is given it calls them on one goroutine of its own.
func listener(b *Trace, mi *ssa.MakeInterface) []*Event {
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
				all.merge(b.funcArg(v, mi), 0, nil)
			}
		}
	}
	if len(all.accesses) == 0 {
		return nil
	}
	return b.instanceEvents(all.spawned(effect.Thread{Name: name, Pos: effect.Pos{P: ssaq.InstrPos(mi)}, Parallel: true}))
}
