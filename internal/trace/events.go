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
func (b *Trace) call(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		return b.builtin(bi.Name(), call.Args, at)
	}
	t := b.Target(call)
	if run := consumed(b, call, at); len(run) > 0 {
		return append(run, b.callEvents(t, call, at)...)
	}
	return b.callEvents(t, call, at)
}

// callEvents returns the events of what a call is known to run.
func (b *Trace) callEvents(t heap.Target, call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if e := heap.KnownEffect(t); e.Kind != known.None {
		return b.knownCall(e, t, at)
	}
	if t.Sum == nil {
		if in, ok := b.dispatch(call, at); ok {
			return b.instanceEvents(in)
		}
		return b.unknownCall(call, t, at)
	}
	bd := b.Bind(t, at)
	in := b.instantiate(t, bd, at, 0)
	if t.Fn != nil {
		b.Sites = append(b.Sites, CallSite{Callee: t.Fn, Caller: b.Fn, Bd: bd, Instr: at})
	}
	return slices.Concat(b.instanceEvents(in), b.lent(t, bd))
}

// lent returns the events of locks that the callee gives up for a while. Whoever calls a
// literal that does so holds them; of other functions that is left to their callers.
func (b *Trace) lent(t heap.Target, bd heap.Binding) []*Event {
	var out []*Event
	for _, m := range t.Sum.Lends.Map(func(p place.Place) place.Place { q, _ := bd.Place(p); return q }) {
		if m.Place.Known() {
			out = append(out, &Event{Kind: EvLend, Mark: m, eventFlags: eventFlags{Maybe: t.Fn == nil || t.Fn.Parent() == nil}})
		}
	}
	return out
}

// instanceEvents returns the events of an instance on the caller's thread:
// accesses under the locks of the caller, before what the callee takes and
// after what it gives up.
func (b *Trace) instanceEvents(in instance) []*Event {
	own, others := effect.SplitByThread(in.accesses, &b.Pkg.others)
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
			ev.parts = &parts{Calls: calls}
		}
		out = append(out, ev)
	}
	for _, m := range in.releases {
		out = append(out, &Event{Kind: EvUnlock, Mark: m})
	}
	for _, m := range in.acquires {
		out = append(out, &Event{Kind: EvLock, Mark: m, eventFlags: eventFlags{Maybe: !m.Must}})
	}
	for _, p := range in.signals {
		out = append(out, &Event{Kind: EvSignal, Place: p, eventFlags: eventFlags{SemaphoreOp: slices.Contains(in.sends, p)}})
	}
	for _, p := range in.joins {
		out = append(out, &Event{Kind: EvJoin, Place: p, eventFlags: eventFlags{SemaphoreOp: true}})
	}
	if len(in.transitiveSignals)+len(in.fields) > 0 {
		out = append(out, &Event{Kind: EvNone, parts: &parts{TransitiveSignals: in.transitiveSignals, Fields: in.fields}})
	}
	if len(in.adds) > 0 {
		out = append(out, &Event{Kind: EvAdd, parts: &parts{Adds: in.adds}})
	}
	if len(in.threads) > 0 {
		ps := &parts{Threads: in.threads, Calls: later, Adds: in.lateAdds, Sends: in.late, Takes: in.takes}
		out = append(out, &Event{Kind: EvSpawn, Accesses: others, parts: ps})
	}
	for _, v := range in.parallel {
		out = append(out, &Event{Kind: EvParallel, Place: b.Place(v)})
	}
	if in.exits {
		out = append(out, &Event{Kind: EvExit})
	}
	return out
}

// knownCall returns the events of a function that the tables describe.
func (b *Trace) knownCall(e known.Effect, t heap.Target, at ssa.Instruction) []*Event {
	if len(t.Args) == 0 && e.Kind != known.Exit {
		return nil
	}
	switch e.Kind {
	case known.Lock, known.TryLock, known.Unlock:
		if e.Mode == state.Semaphore && !b.Pkg.Exclusive {
			return nil
		}
		m := &state.SyncFact{Place: b.LockPlace(t.Args[0]), Kind: e.Mode, Must: e.Kind == known.Lock}
		if e.Kind == known.Unlock {
			return []*Event{{Kind: EvUnlock, Mark: m}}
		}
		return []*Event{{Kind: EvLock, Mark: m, eventFlags: eventFlags{Maybe: e.Kind == known.TryLock}}}
	case known.Wait:
		return []*Event{{Kind: EvJoin, Place: b.Place(t.Args[0]), eventFlags: eventFlags{Waits: true}}}
	case known.Done:
		return []*Event{{Kind: EvSignal, Place: b.Place(t.Args[0])}}
	case known.Add:
		if c, ok := t.Args[1].(*ssa.Const); ok && c.Value != nil && c.Int64() < 0 {
			return []*Event{{Kind: EvSignal, Place: b.Place(t.Args[0])}}
		}
		return []*Event{{Kind: EvAdd, parts: &parts{Adds: []place.Place{b.Place(t.Args[0])}}}}
	case known.Parallel:
		return []*Event{{Kind: EvParallel, Place: b.Place(t.Args[0])}}
	case known.Once:
		return b.once(t, at)
	case known.Spawn:
		return b.spawnKnown(e, t, at)
	case known.Subtest:
		return b.subtest(e, t, at)
	case known.MapOps:
		return mapOps(b, e, t.Args, at)
	case known.Exit:
		return []*Event{{Kind: EvExit}}
	case known.Atomic:
		return atomicScalar(b, e.Ops[0].Op, t.Args[0], at)
	}
	return nil
}

// funcArg instantiates a function value that is given to a known function.
func (b *Trace) funcArg(v ssa.Value, at ssa.Instruction, args ...place.Place) instance {
	t := b.FuncTarget(v)
	if t.Sum != nil {
		return b.instantiate(t, heap.Binding{Heap: b.Heap, At: at, Binds: t.Binds, ArgPlaces: args}, at, 0)
	}
	if p := b.Place(v); b.calledByOthers(p) {
		return instance{calls: []effect.Call{{Func: p, Args: args}}}
	}
	return instance{}
}

// once returns the events of Once.Do: the function runs once, before every
// call of Do on that Once returns.
func (b *Trace) once(t heap.Target, at ssa.Instruction) []*Event {
	p := b.Place(t.Args[0])
	in := b.funcArg(t.Args[1], at)
	inside := state.Of(&state.SyncFact{Place: p, Kind: state.OnceBody, Must: true})
	for i := range in.accesses {
		in.accesses[i].Sync = in.accesses[i].Sync.Union(inside)
	}
	return append(b.instanceEvents(in), &Event{Kind: EvJoin, Place: p})
}

// spawn returns the event of a go statement.
func (b *Trace) spawn(call *ssa.CallCommon, at ssa.Instruction, th effect.Thread) []*Event {
	th.Pos = effect.Pos{P: ssaq.InstrPos(at)}
	in := instance{}
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		in = gather(b.builtin(bi.Name(), call.Args, at))
	} else if t := b.Target(call); heap.KnownEffect(t).Kind != known.None {
		in = gather(b.knownCall(heap.KnownEffect(t), t, at))
	} else if t.Sum != nil {
		in = b.instantiate(t, b.Bind(t, at), at, 0)
		if t.Fn != nil {
			b.Sites = append(b.Sites, CallSite{Callee: t.Fn, Caller: b.Fn})
		}
	} else if sub, ok := b.dispatch(call, at); ok {
		in = sub
	} else if p := b.Place(call.Value); b.calledByOthers(p) && !call.IsInvoke() {
		in.calls = []effect.Call{{Func: p, Args: b.argPlaces(call.Args, at)}}
	}
	return b.instanceEvents(in.spawned(th))
}

func (b *Trace) argPlaces(args []ssa.Value, at ssa.Instruction) []place.Place {
	out := make([]place.Place, len(args))
	for i, a := range args {
		out[i] = b.Current(a, at)
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
			if ev.parts != nil {
				sub.threads, sub.calls = ev.Threads, ev.Calls
			}
			in.merge(sub, 0, nil)
		case EvSignal:
			in.signals = append(in.signals, ev.Place)
			if ev.SemaphoreOp || ev.Closing {
				in.sends = append(in.sends, ev.Place)
			}
		}
	}
	return in
}

// spawnKnown returns the events of a function of the tables that runs its
// argument on another goroutine.
func (b *Trace) spawnKnown(e known.Effect, t heap.Target, at ssa.Instruction) []*Event {
	if e.Arg >= len(t.Args) {
		return nil
	}
	in := b.funcArg(t.Args[e.Arg], at).spawned(effect.Thread{Name: e.Thread, Pos: effect.Pos{P: ssaq.InstrPos(at)}, Many: e.Many, ByContract: e.Many})
	if e.Joined {
		done := &state.SyncFact{Place: b.Place(t.Args[0]), Kind: state.Before, Must: true}
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
		for _, p := range in.takes { // who waits for this goroutine waits for those that it has waited for
			if done.Place.Known() && p != done.Place {
				in.transitiveSignals = append(in.transitiveSignals, effect.TransitiveSignal{From: p, To: done.Place})
			}
		}
	}
	out := b.instanceEvents(in)
	if e.Waits {
		out = append(out, &Event{Kind: EvJoin, Place: b.Place(t.Args[0])})
	}
	return out
}

// subtest returns the events of t.Run: a call, unless the function asks to run
// in parallel. Then it waits until the parent has returned and runs beside its
// siblings.
func (b *Trace) subtest(e known.Effect, t heap.Target, at ssa.Instruction) []*Event {
	f := b.FuncTarget(t.Args[e.Arg])
	in := b.funcArg(t.Args[e.Arg], at)
	if f.Sum == nil || len(f.Sum.ParallelTests) == 0 {
		return b.instanceEvents(in)
	}
	return b.instanceEvents(in.spawned(effect.Thread{Name: "parallel subtest", Pos: effect.Pos{P: ssaq.InstrPos(at)}, Parallel: true}))
}

// unknownCall returns the events of a call whose target shows nothing. What it
// is given it may wait for; a function of the standard library calls the
// functions that it is given, others may keep them.
func (b *Trace) unknownCall(call *ssa.CallCommon, t heap.Target, at ssa.Instruction) []*Event {
	out := formats(b, t, call.Signature(), at)
	handOut(b, t, at)
	if !call.IsInvoke() && t.Fn == nil && t.Obj == nil {
		return append(out, b.dynamic(call, at)...)
	}
	for _, a := range t.Args {
		switch {
		case ssaq.IsSyncType(a.Type()):
			out = append(out, &Event{Kind: EvJoin, Place: b.Place(a)})
		case ssaq.IsFunc(a.Type()) && known.Contract(a.Type()) == "" && b.Pkg.callsNow(t.Obj):
			out = append(out, b.instanceEvents(b.funcArg(a, at))...)
		}
	}
	return out
}

// dynamic returns the events of a call of a function value: the caller's
// caller may know what it is. If the value came from a function that returned
// with locks held, it is taken to be their unlock.
func (b *Trace) dynamic(call *ssa.CallCommon, at ssa.Instruction) []*Event {
	if p := b.Place(call.Value); b.calledByOthers(p) {
		return []*Event{{Kind: EvAccess, parts: &parts{Calls: []effect.Call{{Func: p, Args: b.argPlaces(call.Args, at)}}}}}
	}
	v := call.Value
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if a, ok := ssaq.LoadedAlloc(v); ok {
		v = b.Pkg.SoleStore(a)
	}
	from, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	t := b.Target(from.Common())
	if t.Sum == nil {
		return nil
	}
	var out []*Event
	for _, m := range b.instantiate(t, b.Bind(t, from), from, 0).acquires {
		out = append(out, &Event{Kind: EvUnlock, Mark: m})
	}
	return out
}
