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
)

// call returns the events of a call that returns before the caller goes on.
func (t *Trace) call(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		return t.builtin(bi.Name(), call.Args, at)
	}
	target := t.Target(call)
	if run := iteratorRuns(t, call, at); len(run) > 0 {
		return append(run, t.callEvents(target, call, at)...)
	}
	return t.callEvents(target, call, at)
}

// callEvents returns the events of what a call is known to run.
func (t *Trace) callEvents(target heap.Target, call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if e := heap.KnownEffect(target); e.Kind != known.None {
		return t.knownCall(e, target, at)
	}
	if target.Sum == nil {
		if in, ok := t.dispatch(call, at); ok {
			return t.instanceEvents(in)
		}
		return t.unknownCall(call, target, at)
	}
	bd := t.Bind(target, at)
	in := t.instantiate(target, bd, at, 0)
	if target.Fn != nil {
		t.CallSites = append(t.CallSites, CallSite{Callee: target.Fn, Caller: t.Fn, Binding: bd, Instr: at})
	}
	return slices.Concat(t.instanceEvents(in), t.lends(target, bd))
}

// lent returns the events of locks that the callee gives up for a while. Whoever calls a
// literal that does so holds them; of other functions that is left to their callers.
func (t *Trace) lends(target heap.Target, bd heap.Binding) []*Event {
	var out []*Event
	for _, m := range target.Sum.Lends.Map(func(p place.Place) place.Place { q, _ := bd.Place(p); return q }) {
		if m.Place.Known() {
			out = append(out, &Event{Kind: EvLend, Lock: m, eventFlags: eventFlags{Maybe: target.Fn == nil || target.Fn.Parent() == nil}})
		}
	}
	return out
}

// instanceEvents returns the events of an instance on the caller's thread:
// accesses under the locks of the caller, before what the callee takes and
// after what it gives up.
func (t *Trace) instanceEvents(in instance) []*Event {
	own, others := effect.ByThread(in.accesses, &t.Pkg.threadBuffer)
	var calls, later []effect.Call
	for _, c := range in.calls {
		if c.Thread == 0 {
			calls = append(calls, c)
		} else {
			later = append(later, c)
		}
	}
	var out []*Event
	for _, p := range in.stores {
		out = append(out, &Event{Kind: EvStore, Place: p, eventFlags: eventFlags{Fills: slices.Contains(in.fills, p)}})
	}
	if len(own)+len(calls) > 0 {
		ev := &Event{Kind: EvAccess, Accesses: own}
		if len(calls) > 0 {
			ev.callParts = &callParts{Calls: calls}
		}
		out = append(out, ev)
	}
	for _, m := range in.releases {
		out = append(out, &Event{Kind: EvUnlock, Lock: m})
	}
	for _, m := range in.acquires {
		out = append(out, &Event{Kind: EvLock, Lock: m, eventFlags: eventFlags{Maybe: !m.Must}})
	}
	for _, p := range in.signals {
		out = append(out, &Event{Kind: EvSignal, Place: p, eventFlags: eventFlags{SemaphoreOp: slices.Contains(in.sends, p)}})
	}
	for _, p := range in.joins {
		out = append(out, &Event{Kind: EvJoin, Place: p, eventFlags: eventFlags{SemaphoreOp: true}})
	}
	if len(in.transitiveSignals)+len(in.fields) > 0 {
		out = append(out, &Event{Kind: EvNone, callParts: &callParts{TransitiveSignals: in.transitiveSignals, Fields: in.fields}})
	}
	if len(in.adds) > 0 {
		out = append(out, &Event{Kind: EvAdd, callParts: &callParts{Adds: in.adds}})
	}
	if len(in.threads) > 0 {
		ps := &callParts{Threads: in.threads, Calls: later, Adds: in.lateAdds, LateSends: in.lateSends, Receives: in.receives}
		out = append(out, &Event{Kind: EvSpawn, Accesses: others, callParts: ps})
	}
	for _, v := range in.parallel {
		out = append(out, &Event{Kind: EvParallel, Place: t.Place(v)})
	}
	if in.exits {
		out = append(out, &Event{Kind: EvExit})
	}
	return out
}

// knownCall returns the events of a function that the tables describe.
func (t *Trace) knownCall(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	if len(target.Args) == 0 && e.Kind != known.Exit {
		return nil
	}
	switch e.Kind {
	case known.Lock, known.TryLock, known.Unlock:
		if e.Mode == state.Semaphore && !t.Pkg.Exclusive {
			return nil
		}
		m := &state.SyncFact{Place: t.LockPlace(target.Args[0]), Kind: e.Mode, Must: e.Kind == known.Lock}
		if e.Kind == known.Unlock {
			return []*Event{{Kind: EvUnlock, Lock: m}}
		}
		return []*Event{{Kind: EvLock, Lock: m, eventFlags: eventFlags{Maybe: e.Kind == known.TryLock}}}
	case known.Wait:
		return []*Event{{Kind: EvJoin, Place: t.Place(target.Args[0]), eventFlags: eventFlags{WaitGroup: true}}}
	case known.Done:
		return []*Event{{Kind: EvSignal, Place: t.Place(target.Args[0])}}
	case known.Add:
		if c, ok := target.Args[1].(*ssa.Const); ok && c.Value != nil && c.Int64() < 0 {
			return []*Event{{Kind: EvSignal, Place: t.Place(target.Args[0])}}
		}
		return []*Event{{Kind: EvAdd, callParts: &callParts{Adds: []place.Place{t.Place(target.Args[0])}}}}
	case known.Parallel:
		return []*Event{{Kind: EvParallel, Place: t.Place(target.Args[0])}}
	case known.Once:
		return t.onceEvents(target, at)
	case known.Spawn:
		return t.spawnByLibrary(e, target, at)
	case known.Subtest:
		return t.subtestEvents(e, target, at)
	case known.MapOps:
		return mapOps(t, e, target.Args, at)
	case known.Exit:
		return []*Event{{Kind: EvExit}}
	case known.Atomic:
		return atomicScalar(t, e.Ops[0].Op, target.Args[0], at)
	}
	return nil
}

// funcArg instantiates a function value that is given to a known function.
func (t *Trace) funcArg(v ssa.Value, at ssa.Instruction, args ...place.Place) instance {
	target := t.FuncTarget(v)
	if target.Sum != nil {
		return t.instantiate(target, heap.Binding{Heap: t.Heap, At: at, Binds: target.Binds, ArgPlaces: args}, at, 0)
	}
	if p := t.Place(v); t.calledByOthers(p) {
		return instance{calls: []effect.Call{{Func: p, Args: args}}}
	}
	return instance{}
}

// once returns the events of Once.Do: the function runs once, before every
// call of Do on that Once returns.
func (t *Trace) onceEvents(target heap.Target, at ssa.Instruction) []*Event {
	p := t.Place(target.Args[0])
	in := t.funcArg(target.Args[1], at)
	inside := state.Of(&state.SyncFact{Place: p, Kind: state.OnceBody, Must: true})
	for i := range in.accesses {
		in.accesses[i].Sync = in.accesses[i].Sync.Union(inside)
	}
	return append(t.instanceEvents(in), &Event{Kind: EvJoin, Place: p})
}

// spawn returns the event of a go statement.
func (t *Trace) spawn(call *ssa.CallCommon, at ssa.Instruction, th effect.Thread) []*Event {
	th.Pos = effect.Pos{P: ssaq.InstrPos(at)}
	in := instance{}
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		in = gather(t.builtin(bi.Name(), call.Args, at))
	} else if target := t.Target(call); heap.KnownEffect(target).Kind != known.None {
		in = gather(t.knownCall(heap.KnownEffect(target), target, at))
	} else if target.Sum != nil {
		in = t.instantiate(target, t.Bind(target, at), at, 0)
		if target.Fn != nil {
			t.CallSites = append(t.CallSites, CallSite{Callee: target.Fn, Caller: t.Fn})
		}
	} else if sub, ok := t.dispatch(call, at); ok {
		in = sub
	} else if p := t.Place(call.Value); t.calledByOthers(p) && !call.IsInvoke() {
		in.calls = []effect.Call{{Func: p, Args: t.argPlaces(call.Args, at)}}
	}
	return t.instanceEvents(in.spawned(th))
}

func (t *Trace) argPlaces(args []ssa.Value, at ssa.Instruction) []place.Place {
	out := make([]place.Place, len(args))
	for i, a := range args {
		out[i] = t.Current(a, at)
	}
	return out
}

// gather makes an instance of events, for a call that runs on another
// goroutine.
func gather(evs []*Event) instance {
	var in instance
	for _, ev := range evs {
		switch ev.Kind {
		case EvAccess, EvSpawn:
			sub := instance{accesses: ev.Accesses}
			if ev.callParts != nil {
				sub.threads, sub.calls = ev.Threads, ev.Calls
			}
			in.merge(sub, 0, nil)
		case EvSignal:
			in.signals = append(in.signals, ev.Place)
			if ev.SemaphoreOp || ev.IsClose {
				in.sends = append(in.sends, ev.Place)
			}
		}
	}
	return in
}

// spawnKnown returns the events of a function of the tables that runs its
// argument on another goroutine.
func (t *Trace) spawnByLibrary(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	if e.Arg >= len(target.Args) {
		return nil
	}
	in := t.funcArg(target.Args[e.Arg], at).spawned(effect.Thread{Name: e.Thread, Pos: effect.Pos{P: ssaq.InstrPos(at)}, Many: e.Many, Contract: e.Many})
	if e.Joined {
		done := &state.SyncFact{Place: t.Place(target.Args[0]), Kind: state.Before, Must: true}
		for i := range in.accesses {
			if in.accesses[i].Thread == 1 && done.Place.Known() {
				in.accesses[i].Sync = in.accesses[i].Sync.With(done)
			}
		}
		for i := range in.calls { // of what the caller knows
			if in.calls[i].Thread == 1 && done.Place.Known() {
				in.calls[i].Sync = in.calls[i].Sync.With(done)
			}
		}
		for _, p := range in.receives { // who waits for this goroutine waits for those that it has waited for
			if done.Place.Known() && p != done.Place {
				in.transitiveSignals = append(in.transitiveSignals, effect.TransitiveSignal{From: p, To: done.Place})
			}
		}
	}
	out := t.instanceEvents(in)
	if e.Waits {
		out = append(out, &Event{Kind: EvJoin, Place: t.Place(target.Args[0])})
	}
	return out
}

// subtest returns the events of t.Run: a call, unless the function asks to run
// in parallel. Then it waits until the parent has returned and runs beside its
// siblings.
func (t *Trace) subtestEvents(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	f := t.FuncTarget(target.Args[e.Arg])
	in := t.funcArg(target.Args[e.Arg], at)
	if f.Sum == nil || len(f.Sum.Parallel) == 0 {
		return t.instanceEvents(in)
	}
	return t.instanceEvents(in.spawned(effect.Thread{Name: "parallel subtest", Pos: effect.Pos{P: ssaq.InstrPos(at)}, Parallel: true}))
}

// unknownCall returns the events of a call whose target shows nothing. What it
// is given it may wait for; a function of the standard library calls the
// functions that it is given, others may keep them.
func (t *Trace) unknownCall(call *ssa.CallCommon, target heap.Target, at ssa.Instruction) []*Event {
	out := formatCall(t, target, call.Signature(), at)
	notePassedCallbacks(t, target, at)
	if !call.IsInvoke() && target.Fn == nil && target.Obj == nil {
		return append(out, t.callOfValue(call, at)...)
	}
	for _, a := range target.Args {
		switch {
		case ssaq.IsSyncType(a.Type()):
			out = append(out, &Event{Kind: EvJoin, Place: t.Place(a)})
		case ssaq.IsFunc(a.Type()) && known.Contract(a.Type()) == "" && t.Pkg.callsNow(target.Obj):
			out = append(out, t.instanceEvents(t.funcArg(a, at))...)
		}
	}
	return out
}

// dynamic returns the events of a call of a function value: the caller's
// caller may know what it is. If the value came from a function that returned
// with locks held, it is taken to be their unlock.
func (t *Trace) callOfValue(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if p := t.Place(call.Value); t.calledByOthers(p) {
		return []*Event{{Kind: EvAccess, callParts: &callParts{Calls: []effect.Call{{Func: p, Args: t.argPlaces(call.Args, at)}}}}}
	}
	v := call.Value
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if a, ok := ssaq.LoadedAlloc(v); ok {
		v = t.Pkg.SoleStore(a)
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
	for _, m := range t.instantiate(target, t.Bind(target, from), from, 0).acquires {
		out = append(out, &Event{Kind: EvUnlock, Lock: m})
	}
	return out
}
