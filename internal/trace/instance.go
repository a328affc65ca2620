package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// instance is the summary of a callee in terms of its caller.
type instance struct {
	accesses []effect.Access
	threads  []effect.Thread
	calls    []effect.Call
	acquires state.SyncSet
	releases state.SyncSet
	exits    bool
	parallel []ssa.Value
	instanceSignals
	instanceStores
	instanceSpawns
}

// instanceSignals is what the callee does to channels and WaitGroups.
type instanceSignals struct {
	joins             []place.Place
	signals           []place.Place
	adds              []place.Place
	sends             []place.Place // to channels
	transitiveSignals []effect.TransitiveSignal
}

// instanceStores is what the callee assigns.
type instanceStores struct {
	stores []place.Place
	fills  []place.Place // those of stores that had no map before
	fields []effect.Alias
}

// instanceSpawns is what the goroutines do that the callee starts.
type instanceSpawns struct {
	lateSends []place.Place
	lateAdds  []place.Place
	receives  []place.Place // what the goroutine that starts here surely receives from
}

// merge adds to in what sub does. What sub does on its own thread, in does on the given
// thread, with the given locks and order.
func (in *instance) merge(sub instance, thread int16, sync state.SyncSet) {
	first := int16(len(in.threads))
	in.threads = append(in.threads, sub.threads...)
	shift := func(t int16) int16 {
		if t == 0 {
			return thread
		}
		return first + t
	}
	in.accesses = slices.Grow(in.accesses, len(sub.accesses))
	for _, a := range sub.accesses {
		if a.Thread == 0 {
			a.Sync = a.Sync.Union(sync)
		}
		a.Thread = shift(a.Thread)
		in.accesses = append(in.accesses, a)
	}
	for _, c := range sub.calls {
		if c.Thread == 0 {
			c.Sync = c.Sync.Union(sync)
		}
		c.Thread = shift(c.Thread)
		in.calls = append(in.calls, c)
	}
	if thread == 0 {
		in.mergeOwn(sub)
	} else {
		in.lateAdds = append(in.lateAdds, sub.adds...)
		in.lateSends = append(in.lateSends, sub.sends...)
		in.receives = append(in.receives, sub.joins...)
	}
	in.lateSends = append(in.lateSends, sub.lateSends...)
	in.lateAdds = append(in.lateAdds, sub.lateAdds...)
	in.transitiveSignals = append(in.transitiveSignals, sub.transitiveSignals...)
	in.fields = append(in.fields, sub.fields...)
}

// mergeOwn adds what sub does to locks, channels and variables on the thread of in.
func (in *instance) mergeOwn(sub instance) {
	in.acquires = in.acquires.Union(sub.acquires)
	in.joins = append(in.joins, sub.joins...)
	in.stores = append(in.stores, sub.stores...)
	in.fills = append(in.fills, sub.fills...)
	in.adds = append(in.adds, sub.adds...)
	in.signals = append(in.signals, sub.signals...)
	in.sends = append(in.sends, sub.sends...)
}

// spawned returns what a new goroutine does that makes the call: everything that the call
// does on the caller's thread moves to the thread th.
func (in instance) spawned(th effect.Thread) instance {
	out := instance{
		threads:        []effect.Thread{th},
		instanceSpawns: instanceSpawns{lateSends: append(in.lateSends, in.sends...), lateAdds: in.adds, receives: in.joins},
	}
	sub := in
	sub.acquires, sub.joins, sub.signals, sub.stores, sub.adds = nil, nil, nil, nil, nil
	sub.sends, sub.lateSends = nil, nil
	for i := range sub.threads {
		if s := &sub.threads[i]; !s.Many && !s.StartGuard.Known() {
			s.StartGuard = th.StartGuard // one goroutine starts it
		}
	}
	out.merge(sub, 1, nil)
	return out
}

// addSync adds locks and order to what an instance does on one of its threads.
func (in *instance) addSync(thread int16, facts state.SyncSet) {
	for i := range in.accesses {
		if a := &in.accesses[i]; a.Thread == thread {
			a.Sync = a.Sync.Union(facts)
		}
	}
	for i := range in.calls {
		if c := &in.calls[i]; c.Thread == thread {
			c.Sync = c.Sync.Union(facts)
		}
	}
}

// gather returns an instance that does what the events say, for a call that another
// goroutine makes.
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

// eventsOf returns the events of an instance on the caller's thread: the accesses are made
// under the caller's locks, before the callee acquires locks and after it releases some.
func (t *Trace) eventsOf(in instance) []*Event {
	own, others := effect.SplitByThread(in.accesses, &t.Pkg.threadBuffer)
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
	out = append(out, in.syncEvents()...)
	if len(in.threads) > 0 {
		parts := &callParts{Threads: in.threads, Calls: later, Adds: in.lateAdds, LateSends: in.lateSends, Receives: in.receives}
		out = append(out, &Event{Kind: EvSpawn, Accesses: others, callParts: parts})
	}
	for _, v := range in.parallel {
		out = append(out, &Event{Kind: EvParallel, Place: t.Place(v)})
	}
	if in.exits {
		out = append(out, &Event{Kind: EvExit})
	}
	return out
}

// syncEvents returns the events of what an instance does to locks, channels and WaitGroups.
func (in *instance) syncEvents() []*Event {
	var out []*Event
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
	return out
}
