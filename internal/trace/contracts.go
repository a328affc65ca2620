package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// contractEvents returns the events of an instruction by which a function escapes whose type
// has the contract that many goroutines may call it at once: the function is returned,
// stored, or passed to a function that keeps it. Where and when it runs need not be seen.
// What the function at hand does itself happens before.
//
// Assumes: in a test such a function runs only when the test asks for it.
func contractEvents(t *Trace, instr ssa.Instruction) []*Event {
	if t.inTest {
		return nil
	}
	if mc, ok := instr.(*ssa.MakeClosure); ok {
		return underContract(t, mc, escape.NewContractSearch(t.Heap).OfUses(mc), instr)
	}
	var out []*Event
	for _, op := range t.Pkg.OperandsOf(instr) {
		if fn, ok := (*op).(*ssa.Function); ok && fn.Blocks != nil {
			out = append(out, underContract(t, fn, escape.NewContractSearch(t.Heap).OfUse(fn, instr), instr)...)
		}
	}
	return out
}

// underContract returns the events of the escape of a function value under the contract of
// that name, none if the name is empty.
func underContract(t *Trace, v ssa.Value, contract string, at ssa.Instruction) []*Event {
	if contract == "" {
		return nil
	}
	fn, _ := t.Pkg.Closure(v)
	fn = t.Pkg.Unwrapped(fn)
	t.Pkg.Contracts[fn] = contract
	in := t.funcArg(v, at)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	pos := ssaq.InstrPos(at)
	if fn.Parent() != nil {
		pos = fn.Pos()
	}
	th := effect.Thread{Name: contract, Pos: effect.Pos{P: pos}, Many: true, Parallel: true, ByContract: true}
	return t.eventsOf(in.spawned(th))
}

// listener returns the events of a struct of functions that becomes an interface: the
// functions are called on one goroutine, which belongs to the receiver of the interface.
func listener(t *Trace, mi *ssa.MakeInterface) []*Event {
	name := known.Listener(typeq.Pointee(mi.X.Type()))
	a, ok := mi.X.(*ssa.Alloc)
	if !ok {
		a, ok = ssaq.LoadedAlloc(mi.X)
	}
	if name == "" || !ok {
		return nil
	}
	var all instance
	for _, r := range *a.Referrers() {
		field, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if _, v := ssaq.CountStores(field); v != nil {
			all.merge(t.funcArg(v, mi), 0, nil)
		}
	}
	if len(all.accesses) == 0 {
		return nil
	}
	return t.eventsOf(all.spawned(effect.Thread{Name: name, Pos: effect.Pos{P: ssaq.InstrPos(mi)}, Parallel: true}))
}
