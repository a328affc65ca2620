package context

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Phases says in which phase of its life the receiver of a method is.
type Phases struct {
	flow   *order.Flow
	starts []ssa.Instruction // where the method starts the object's goroutine or handlers
	pooled bool              // all calls in the package take the receiver from a pool
	made   startPaths        // what is made for the object's goroutine
}

// PhasesOf returns the phases of a method's receiver. Those of another function are unknown.
func PhasesOf(f *order.Flow) Phases {
	p := Phases{flow: f}
	if f.Fn.Signature.Recv() == nil || f.Fn.Parent() != nil {
		return p
	}
	p.starts = startsOf(f)
	p.pooled = calledOnPooled(f.Pkg, f.Fn)
	p.made = madeAtStart(f.Pkg)[ssaq.RecvName(f.Fn)]
	return p
}

// At returns the phase at an access.
func (p Phases) At(ev *trace.Event, a *effect.Access) effect.Phase {
	own := ofReceiver(a.Place) && a.Thread == 0
	follows := p.flow.Paths.Follows
	switch {
	case !own:
	case p.pooled:
		return effect.FromPool
	case len(p.starts) > 0 && !slices.ContainsFunc(p.starts, func(s ssa.Instruction) bool { return s == ev.Instr || follows(s, ev.Instr) }) &&
		slices.ContainsFunc(p.starts, func(s ssa.Instruction) bool { return follows(ev.Instr, s) }):
		return effect.BeforeStart
	case len(p.starts) == 0 && needs(p.flow, p.made, ev, a.Place):
		return effect.AfterStart
	}
	return effect.InUse
}

// startsOf returns where a method starts the goroutine or the handlers of its object.
func startsOf(f *order.Flow) (out []ssa.Instruction) {
	for ev := range f.AllEvents() {
		if ev.Kind == trace.EvSpawn && ev.Live && startsService(f, ev) {
			out = append(out, ev.Instr)
		}
	}
	return out
}

// startsService reports whether an event starts a goroutine with the receiver of a method that
// runs as long as the object is used, or lets a server call handlers of the receiver.
func startsService(f *order.Flow, ev *trace.Event) bool {
	if slices.ContainsFunc(ev.Accesses, func(a effect.Access) bool {
		return a.Thread > 0 && ev.Threads[a.Thread-1].Served() && a.Place.Kind == place.Param && a.Place.Index == 0
	}) {
		return true
	}
	call, ok := ev.Instr.(ssa.CallInstruction)
	return ok && startsLoop(f, call, maxStartDepth)
}

// maxStartDepth bounds the calls that lead to the start of a goroutine, or to its loop.
const maxStartDepth = 3

// startsLoop reports whether a call or go statement with the receiver of a function starts a
// goroutine that loops until it is told to end.
func startsLoop(f *order.Flow, call ssa.CallInstruction, depth int) bool {
	t := f.Target(call.Common())
	if t.Fn == nil || depth == 0 || !slices.ContainsFunc(append(slices.Clone(t.Args), t.Binds...), func(v ssa.Value) bool { return isReceiver(f, v) }) {
		return false
	}
	if _, ok := call.(*ssa.Go); ok {
		return runsAlone(t.Fn) && loops(f.Pkg, t.Fn, depth)
	}
	g := f.Pkg.Of[t.Fn]
	return g != nil && slices.ContainsFunc(callsIn(t.Fn), func(c ssa.CallInstruction) bool { return startsLoop(g, c, depth-1) })
}

// isReceiver reports whether v is the receiver of a method, or the variable that holds it.
func isReceiver(f *order.Flow, v ssa.Value) bool {
	p := f.Place(v)
	return p.Kind == place.Param && p.Index == 0 && p.Path == ""
}

func callsIn(fn *ssa.Function) (out []ssa.CallInstruction) {
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				out = append(out, call)
			}
		}
	}
	return out
}

// loops reports whether a function, or a callee, waits for events or time in a loop.
func loops(fs *order.Flows, fn *ssa.Function, depth int) bool {
	f := fs.Of[fn]
	if f == nil || depth == 0 {
		return false
	}
	if f.WaitsInLoop() {
		return true
	}
	return slices.ContainsFunc(callsIn(fn), func(c ssa.CallInstruction) bool {
		call, ok := c.(*ssa.Call)
		return ok && call.Call.StaticCallee() != nil && loops(fs, call.Call.StaticCallee(), depth-1)
	})
}

// calledOnPooled reports whether the package calls a method, and takes the receiver from a
// sync.Pool for each of the calls.
func calledOnPooled(fs *order.Flows, fn *ssa.Function) bool {
	sites := callsOutsideTests(fs, fn)
	return len(sites) > 0 && !slices.ContainsFunc(sites, func(s trace.CallSite) bool {
		return s.Instr == nil || len(s.Binding.Args) == 0 || !fromPool(s.Binding.Args[0])
	})
}

// fromPool reports whether a call of Get of a sync.Pool has returned v.
func fromPool(v ssa.Value) bool {
	v = ssaq.ThroughCell(ssaq.Unboxed(v))
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	t, ok := v.(*ssa.TypeAssert)
	if !ok {
		return false
	}
	call, ok := t.X.(*ssa.Call)
	return ok && ssaq.IsCallOf(call, "(*sync.Pool).Get")
}

// runsAlone reports whether a function, by its signature, may be what a goroutine runs: it gives
// no answer but an error, and is asked nothing but to end.
func runsAlone(fn *ssa.Function) bool {
	sig := fn.Signature
	for v := range sig.Params().Variables() {
		if !endsOnly(v.Type()) {
			return false
		}
	}
	for v := range sig.Results().Variables() {
		if !typeq.IsError(v.Type()) {
			return false
		}
	}
	return true
}

// endsOnly reports whether a parameter of that type tells a function to end.
func endsOnly(t types.Type) bool { return typeq.TypeName(t) == "context.Context" || typeq.IsChan(t) }

// closesOwn reports whether a function closes a channel of its receiver whenever it returns.
func closesOwn(f *order.Flow) bool {
	closed := func(end *ssa.BasicBlock) bool {
		for ev := range f.AllEvents() {
			closes := ev.Kind == trace.EvSignal && ev.Place != ev.Place.Open() && !ev.Place.IsTaken() && !ev.Maybe
			ofReceiver := ev.Place.Kind == place.Param && ev.Place.Index == 0 && f.Fn.Signature.Recv() != nil
			if closes && ofReceiver && f.BlockOf(ev).Dominates(end) {
				return true
			}
		}
		return false
	}
	found := false
	for ret := range ssaq.ReturnsOf(f.Fn) {
		switch blk := ret.Block(); {
		case blk == f.Fn.Recover:
		case !closed(blk):
			return false
		default:
			found = true
		}
	}
	return found
}
