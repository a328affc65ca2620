package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// knownCall returns the events of a call of a function that package known describes.
func (t *Trace) knownCall(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	if len(target.Args) == 0 && e.Kind != known.Exit && e.Kind != known.Quiesce {
		return nil
	}
	switch e.Kind {
	case known.Lock, known.TryLock, known.Unlock:
		return t.lockCall(e, target.Args[0])
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
	case known.Quiesce:
		return []*Event{quiescence()}
	case known.Bubble:
		return append(t.eventsOf(t.funcArg(target.Args[e.Arg], at)), quiescence())
	case known.MapOps:
		return mapOps(t, e, target.Args, at)
	case known.Exit:
		return []*Event{{Kind: EvExit}}
	case known.Atomic:
		return atomicScalar(t, e.Ops[0].Op, target.Args[0], at)
	}
	return nil
}

// quiescence returns the event of a wait for all other goroutines of a test.
//
// False negative: a goroutine that is blocked at that time, as in time.Sleep, is taken to have
// ended.
func quiescence() *Event { return &Event{Kind: EvJoin, eventFlags: eventFlags{Quiesces: true}} }

// lockCall returns the event of a call that acquires or releases a lock.
func (t *Trace) lockCall(e known.Effect, lock ssa.Value) []*Event {
	if e.Mode == state.Semaphore && !t.Pkg.ExclusiveSemaphores {
		return nil
	}
	m := &state.SyncFact{Place: t.LockPlace(lock), Kind: e.Mode, Must: e.Kind == known.Lock}
	if e.Kind == known.Unlock {
		return []*Event{{Kind: EvUnlock, Lock: m}}
	}
	return []*Event{{Kind: EvLock, Lock: m, eventFlags: eventFlags{Maybe: e.Kind == known.TryLock}}}
}

// funcArg returns what the function value v does that is passed to a known function.
func (t *Trace) funcArg(v ssa.Value, at ssa.Instruction) instance {
	target := t.FuncTarget(v)
	if target.Sum != nil {
		return t.instantiate(target, heap.Binding{Caller: t.Heap, At: at, Binds: target.Binds}, at)
	}
	if p := t.Place(v); isCallers(p) {
		return instance{calls: []effect.Call{{Func: p}}}
	}
	return instance{}
}

// onceEvents returns the events of Once.Do: the function runs once, and has returned when
// any call of Do on that Once returns.
func (t *Trace) onceEvents(target heap.Target, at ssa.Instruction) []*Event {
	p := t.Place(target.Args[0])
	in := t.funcArg(target.Args[1], at)
	inside := state.Of(&state.SyncFact{Place: p, Kind: state.OnceBody, Must: true})
	for i := range in.accesses {
		in.accesses[i].Sync = in.accesses[i].Sync.Union(inside)
	}
	return append(t.eventsOf(in), &Event{Kind: EvJoin, Place: p})
}

// spawnByLibrary returns the events of a known function that runs its argument on another
// goroutine.
func (t *Trace) spawnByLibrary(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	if e.Arg >= len(target.Args) {
		return nil
	}
	th := effect.Thread{Name: e.Thread, Pos: effect.Pos{P: ssaq.InstrPos(at)}, Many: e.Many, ByContract: e.Many}
	in := t.funcArg(target.Args[e.Arg], at).spawned(th)
	if e.Joined {
		in.signalAtEnd(t.Place(target.Args[0]))
	}
	out := t.eventsOf(in)
	if e.Waits {
		out = append(out, &Event{Kind: EvJoin, Place: t.Place(target.Args[0])})
	}
	return out
}

// signalAtEnd notes that the goroutine that in starts signals group when it has ended.
// Whoever waits for the group has also waited for all that the goroutine has waited for.
func (in *instance) signalAtEnd(group place.Place) {
	if !group.Known() {
		return
	}
	in.addSync(1, state.Of(&state.SyncFact{Place: group, Kind: state.Before, Must: true}))
	for _, p := range in.receives {
		if p != group {
			in.transitiveSignals = append(in.transitiveSignals, effect.TransitiveSignal{From: p, To: group})
		}
	}
}

// subtestEvents returns the events of t.Run: those of a call, unless the function asks to
// run in parallel. Then it waits until its parent has returned, and runs concurrently with
// its siblings.
func (t *Trace) subtestEvents(e known.Effect, target heap.Target, at ssa.Instruction) []*Event {
	f := t.FuncTarget(target.Args[e.Arg])
	in := t.funcArg(target.Args[e.Arg], at)
	if f.Sum == nil || len(f.Sum.ParallelTests) == 0 {
		return t.eventsOf(in)
	}
	return t.eventsOf(in.spawned(effect.Thread{Name: "parallel subtest", Pos: effect.Pos{P: ssaq.InstrPos(at)}, Parallel: true}))
}
