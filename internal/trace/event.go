package trace

import (
	"cmp"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// EventKind says what happens at an event.
type EventKind uint8

const (
	EvNone     EventKind = iota
	EvAccess             // the function's own thread accesses maps or scalars
	EvReturn             // the caller accesses what the function returns
	EvSpawn              // goroutines start, with their accesses
	EvLock               // the function acquires a lock
	EvUnlock             // the function releases a lock
	EvLend               // a callee releases a lock and acquires it again
	EvJoin               // a receive or wait
	EvSignal             // a send, close or Done
	EvStore              // a map or pointer variable is assigned
	EvAdd                // the counter of a WaitGroup is raised
	EvParallel           // a test becomes parallel
	EvExit               // a call that does not return
	EvDef                // the value that a place is rooted in is made
)

// Event is one step of a function that matters for accesses or their order. There are very
// many events: most of them concern one lock, channel or variable, and share an empty
// callParts.
type Event struct {
	Kind EventKind
	eventFlags
	Instr      ssa.Instruction
	Index      int // of Instr in its block
	ID         int // the number of the event in the function
	Accesses   []effect.Access
	*callParts                 // not nil once the event is in a block or on an edge
	Lock       *state.SyncFact // of EvLock, EvUnlock and EvLend
	Place      place.Place
	Load       ssa.Instruction // of EvAccess: the instruction that read the map from its variable
	Sync       state.SyncSet   // the locks held and waits passed before the event, after the flow
	Signalled  SignalSet       // the signals that may have been given before the event, likewise
}

// eventFlags say more about an event.
type eventFlags struct {
	// Maybe is set for a deferred call that only some paths defer, for a lock that is only
	// tried, for EvLend if the caller need not hold the lock, and for EvSpawn if other
	// people's code starts the goroutine by calling what it is lent.
	Maybe       bool
	SemaphoreOp bool // of EvJoin and EvSignal: may acquire or release a semaphore
	WaitGroup   bool // of EvJoin: the Wait of a WaitGroup
	Quiesces    bool // of EvJoin: waits for all other goroutines of a test, as synctest.Wait does
	Fills       bool // of EvStore: the variable had no map before
	IsClose     bool // of EvSignal: closes a channel, which counts as a send if the function does not send
	Live        bool // reachable
}

// callParts is what only the events of calls and of starts of goroutines have.
type callParts struct {
	Threads           []effect.Thread
	Calls             []effect.Call
	Adds              []place.Place
	TransitiveSignals []effect.TransitiveSignal
	Fields            []effect.Alias
	LateSends         []place.Place // of EvSpawn: the channels that the goroutines send to
	Receives          []place.Place // of EvSpawn: the channels that the goroutine surely receives from
}

// SignalSet is a set of the function's signals: one bit for each.
type SignalSet uint16

// CallSite is a call of a function of this package on the caller's thread, or a go
// statement if Instr is nil.
type CallSite struct {
	Callee  *ssa.Function
	Caller  *ssa.Function
	Binding heap.Binding
	Instr   ssa.Instruction
}

// Edge is a transfer of control between two blocks.
type Edge struct{ From, To int }

// addEvent adds an event of the i-th instruction of a block.
func (t *Trace) addEvent(blk *ssa.BasicBlock, i int, instr ssa.Instruction, ev *Event) {
	ev.Index, ev.Instr, ev.callParts = i, instr, cmp.Or(ev.callParts, t.Pkg.noParts)
	t.Events[blk.Index] = append(t.Events[blk.Index], ev)
}

// compareEvents orders the events of a block. The definition of a value comes before all
// other events of its instruction.
func compareEvents(x, y *Event) int {
	if x.Index != y.Index {
		return x.Index - y.Index
	}
	xDef, yDef := x.Kind == EvDef, y.Kind == EvDef
	switch {
	case xDef && yDef:
		return place.Compare(x.Place, y.Place)
	case xDef:
		return -1
	case yDef:
		return 1
	}
	return 0
}

// MapSignals replaces the places of what a call or a goroutine signals later.
func (ev *Event) MapSignals(ts *Traces, to func(place.Place) place.Place) {
	if ev.callParts == ts.noParts {
		return
	}
	own := *ev.callParts
	own.LateSends, own.Adds = effect.MapAll(own.LateSends, to), effect.MapAll(own.Adds, to)
	ev.callParts = &own
}
