package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// eventFlags say more of an event.
type eventFlags struct {
	Maybe       bool // a deferred call that only some paths register; of evLend: the caller need not hold it
	SemaphoreOp bool // of evJoin and evSignal: may be half of a semaphore
	Waits       bool // of evJoin: a WaitGroup's Wait
	Fills       bool // of evStore: there was no map before
	Closing     bool // of evSignal: a close, which counts as a send if there are no others
	Live        bool // reachable
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
	fills  []place.Place
	fields []effect.Alias
}

// instanceSpawns is what the goroutines do that the callee starts.
type instanceSpawns struct {
	late     []place.Place // their sends
	lateAdds []place.Place // their adds
	takes    []place.Place // what the goroutine that starts here surely receives
}

// eventKind says what an event means to the order of things.
type eventKind uint8

const (
	EvNone     eventKind = iota
	EvAccess             // accesses by the function's own thread
	EvReturn             // accesses by its caller to what it returns
	EvSpawn              // goroutines start, with their accesses
	EvLock               // a lock is taken
	EvUnlock             // a lock is given up
	EvLend               // a lock is given up and taken again
	EvJoin               // a receive or wait
	EvSignal             // a send, close or Done
	EvStore              // a map or pointer variable is assigned
	EvAdd                // a WaitGroup's counter is raised
	EvParallel           // a test becomes parallel
	EvExit               // a call that does not return
	EvDef                // a value that roots a place comes into being
)

// Event is one step of a function that matters. There are very many: most say of
// one lock, channel or variable what happens to it, and share that they have no
// parts.
type Event struct {
	Kind eventKind
	eventFlags
	Instr    ssa.Instruction
	Index    int // of instr in its block
	Id       int
	Accesses []effect.Access
	*parts                   // not nil once the event is in a block or on an edge
	Mark     *state.SyncFact // of evLock, evUnlock and evLend
	Place    place.Place
	Load     ssa.Instruction // of evAccess: where the map was read from its variable
	State    state.SyncSet   // what holds here, after flow
	Freed    SignalSet
}

// parts is what only some events have, of calls and starts of goroutines.
type parts struct {
	Threads           []effect.Thread
	Calls             []effect.Call
	Adds              []place.Place
	TransitiveSignals []effect.TransitiveSignal
	Fields            []effect.Alias
	Sends             []place.Place // of evSpawn: sends of the goroutines
	Takes             []place.Place // of evSpawn: what the goroutine that starts here surely receives
}

// CallSite is a call of a function of this package on the caller's thread, or
// without instr a go statement.
type CallSite struct {
	Callee *ssa.Function
	Caller *ssa.Function
	Bd     heap.Binding
	Instr  ssa.Instruction
}

// SignalSet is a set of the function's signals: a bit for each.
type SignalSet uint16

// compareEvents orders the events of a block: that a value comes into being is
// before all else that its instruction does.
func compareEvents(x, y *Event) int {
	if x.Index != y.Index {
		return x.Index - y.Index
	}
	if dx, dy := x.Kind == EvDef, y.Kind == EvDef; dx && dy {
		return place.Compare(x.Place, y.Place)
	} else if dx != dy {
		if dx {
			return -1
		}
		return 1
	}
	return 0
}

// instance is a callee's summary in terms of its caller.
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

// merge adds what sub does on thread to in, under marks.
func (in *instance) merge(sub instance, thread int16, marks state.SyncSet) {
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
			a.Sync = a.Sync.Union(marks)
		}
		a.Thread = shift(a.Thread)
		in.accesses = append(in.accesses, a)
	}
	for _, c := range sub.calls {
		if c.Thread == 0 {
			c.Sync = c.Sync.Union(marks)
		}
		c.Thread = shift(c.Thread)
		in.calls = append(in.calls, c)
	}
	if thread == 0 {
		in.acquires = in.acquires.Union(sub.acquires)
		in.joins = append(in.joins, sub.joins...)
		in.stores = append(in.stores, sub.stores...)
		in.fills = append(in.fills, sub.fills...)
		in.adds = append(in.adds, sub.adds...)
		in.signals = append(in.signals, sub.signals...)
		in.sends = append(in.sends, sub.sends...)
	} else {
		in.lateAdds = append(in.lateAdds, sub.adds...)
		in.late = append(in.late, sub.sends...)
		in.takes = append(in.takes, sub.joins...)
	}
	in.late = append(in.late, sub.late...)
	in.lateAdds = append(in.lateAdds, sub.lateAdds...)
	in.transitiveSignals = append(in.transitiveSignals, sub.transitiveSignals...)
	in.fields = append(in.fields, sub.fields...)
}

// spawned turns what a call does into what a new goroutine does: everything
// of the caller's thread moves to a thread of its own.
func (in instance) spawned(th effect.Thread) instance {
	out := instance{
		threads:        []effect.Thread{th},
		instanceSpawns: instanceSpawns{late: append(in.late, in.sends...), lateAdds: in.adds, takes: in.joins},
	}
	sub := in
	sub.acquires, sub.joins, sub.signals, sub.stores, sub.adds = nil, nil, nil, nil, nil
	sub.sends, sub.late = nil, nil
	for i := range sub.threads {
		if s := &sub.threads[i]; !s.Many && !s.StartGuard.Known() {
			s.StartGuard = th.StartGuard // one goroutine starts it
		}
	}
	out.merge(sub, 1, nil)
	return out
}

// tie adds marks to what an instance does on its own thread.
func (in *instance) tie(ms state.SyncSet) {
	for i := range in.accesses {
		if a := &in.accesses[i]; a.Thread == 0 {
			a.Sync = a.Sync.Union(ms)
		}
	}
	for i := range in.calls {
		if c := &in.calls[i]; c.Thread == 0 {
			c.Sync = c.Sync.Union(ms)
		}
	}
}
