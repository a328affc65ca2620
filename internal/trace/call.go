package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// call returns the events of a call that returns before the function goes on.
func (t *Trace) call(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		return t.builtin(bi.Name(), call.Args, at)
	}
	target := t.Target(call)
	if runs := iteratorRuns(t, call, at); len(runs) > 0 {
		return append(runs, t.targetEvents(target, call, at)...)
	}
	return t.targetEvents(target, call, at)
}

// targetEvents returns the events of what a call is known to run.
func (t *Trace) targetEvents(target heap.Target, call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if e := heap.KnownEffect(target); e.Kind != known.None {
		return t.knownCall(e, target, at)
	}
	if target.Sum == nil {
		if in, ok := t.dispatch(call, at); ok {
			return t.eventsOf(in)
		}
		return slices.Concat(t.unknownCall(call, target, at), loopBodies(t, call, at), lentCalls(t, call, at))
	}
	in, bd := t.callTarget(target, at)
	return slices.Concat(t.eventsOf(in), lends(target, bd), lentCalls(t, call, at))
}

// callTarget returns what a call of a function with a summary does, and notes the call.
func (t *Trace) callTarget(target heap.Target, at ssa.Instruction) (instance, heap.Binding) {
	bd := t.Bind(target, at)
	in := t.instantiate(target, bd, at)
	if target.Fn != nil {
		t.CallSites = append(t.CallSites, CallSite{Callee: target.Fn, Caller: t.Fn, Binding: bd, Instr: at})
	}
	return in, bd
}

// lends returns the events of locks that the callee releases and acquires again. The
// caller of a literal that does so holds them; whether the caller of another function
// does is left to its own callers.
func lends(target heap.Target, bd heap.Binding) []*Event {
	var out []*Event
	for _, m := range target.Sum.Lends.Map(func(p place.Place) place.Place { q, _ := bd.Place(p); return q }) {
		if m.Place.Known() {
			out = append(out, &Event{Kind: EvLend, Lock: m, eventFlags: eventFlags{Maybe: target.Fn == nil || target.Fn.Parent() == nil}})
		}
	}
	return out
}

// dispatch returns what a call does that has few possible targets: the accesses of all
// of them, but only the locks and waits that they have in common. It reports whether the
// targets are known.
func (t *Trace) dispatch(call *ssa.CallCommon, at ssa.Instruction) (instance, bool) {
	targets := t.Candidates(call)
	var out instance
	for i, target := range targets {
		in, _ := t.callTarget(target, at)
		acquires, joins := in.acquires, in.joins
		if i > 0 {
			acquires = state.Meet(out.acquires, in.acquires)
			joins = slices.DeleteFunc(slices.Clone(out.joins), func(p place.Place) bool { return !slices.Contains(in.joins, p) })
		}
		out.merge(in, 0, nil)
		out.acquires, out.joins = acquires, joins
	}
	return out, len(targets) > 0
}

// spawn returns the events of a go statement that starts the thread th.
func (t *Trace) spawn(call *ssa.CallCommon, at ssa.Instruction, th effect.Thread) []*Event {
	th.Pos = effect.Pos{P: ssaq.InstrPos(at)}
	return t.eventsOf(t.spawnedCall(call, at).spawned(th))
}

// spawnedCall returns what the call of a go statement does.
func (t *Trace) spawnedCall(call *ssa.CallCommon, at ssa.Instruction) instance {
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		return gather(t.builtin(bi.Name(), call.Args, at))
	}
	target := t.Target(call)
	if e := heap.KnownEffect(target); e.Kind != known.None {
		return gather(t.knownCall(e, target, at))
	}
	if target.Sum != nil {
		in := t.instantiate(target, t.Bind(target, at), at)
		if target.Fn != nil {
			t.CallSites = append(t.CallSites, CallSite{Callee: target.Fn, Caller: t.Fn})
		}
		return in
	}
	if in, ok := t.dispatch(call, at); ok {
		return in
	}
	if p := t.Place(call.Value); isCallers(p) && !call.IsInvoke() {
		return instance{calls: []effect.Call{{Func: p, Args: t.argPlaces(call.Args, at)}}}
	}
	return instance{}
}

func (t *Trace) argPlaces(args []ssa.Value, at ssa.Instruction) []place.Place {
	out := make([]place.Place, len(args))
	for i, a := range args {
		out[i] = t.Current(a, at)
	}
	return out
}

// unknownCall returns the events of a call whose target cannot be seen. It may wait for
// what it is given. Functions of the standard library call the functions that they are
// given; other functions may keep them.
func (t *Trace) unknownCall(call *ssa.CallCommon, target heap.Target, at ssa.Instruction) []*Event {
	out := formatCall(t, target, call.Signature(), at)
	notePassedCallbacks(t, target, at)
	if !call.IsInvoke() && target.Fn == nil && target.Obj == nil {
		return append(out, t.callOfValue(call, at)...)
	}
	for _, a := range target.Args {
		switch {
		case typeq.IsJoinType(a.Type()):
			out = append(out, &Event{Kind: EvJoin, Place: t.Place(a)})
		case typeq.IsFunc(a.Type()) && known.Contract(a.Type()) == "" && t.Pkg.callsNow(target.Obj):
			out = append(out, t.eventsOf(t.funcArg(a, at))...)
		}
	}
	return out
}

// callOfValue returns the events of a call of a function value, which the function's own
// caller may know.
//
// Assumes: a function value that a call returned, with locks held, releases these locks.
func (t *Trace) callOfValue(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if p := t.Place(call.Value); isCallers(p) {
		return []*Event{{Kind: EvAccess, callParts: &callParts{Calls: []effect.Call{{Func: p, Args: t.argPlaces(call.Args, at)}}}}}
	}
	v := call.Value
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if a, ok := ssaq.LoadedAlloc(v); ok {
		v = t.Pkg.SoleValue(a)
	}
	from, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	target := t.Target(from.Common())
	if target.Sum == nil {
		return nil
	}
	var out []*Event
	for _, m := range t.instantiate(target, t.Bind(target, from), from).acquires {
		out = append(out, &Event{Kind: EvUnlock, Lock: m})
	}
	return out
}
