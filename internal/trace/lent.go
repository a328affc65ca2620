package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
)

// lentCalls returns the events of the goroutines that unknown code can start by calling
// what it is lent: the methods of an object that it gets as an interface, or a function
// value. What these do on their own thread comes before the call returns; the goroutines
// that they start may run on.
//
// Assumes: the code calls what it is lent, and does not keep it.
//
// False negative: it calls what it is lent on goroutines of its own.
func lentCalls(t *Trace, call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if _, inPlace := at.(*ssa.Call); !inPlace || t.inTest {
		return nil
	}
	var out []*Event
	for _, l := range t.Pkg.Lent(call) {
		target := t.FuncTarget(l.Fn)
		if target.Binds, target.Args = l.Binds, l.Args; target.Sum == nil || len(target.Sum.Threads) == 0 {
			continue
		}
		bd := heap.Binding{Caller: t.Heap, At: at, Args: l.Args, Binds: l.Binds}
		in := t.instantiate(target, bd, at)
		started := instance{threads: in.threads, instanceSpawns: in.instanceSpawns}
		started.accesses = slices.DeleteFunc(in.accesses, func(a effect.Access) bool { return a.Thread == 0 })
		for _, ev := range t.eventsOf(started) {
			ev.Maybe = true
			out = append(out, ev)
		}
	}
	return out
}
