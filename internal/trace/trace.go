// Package trace turns the instructions of a function into events: accesses, starts of
// goroutines, locks taken and released, waits, signals, assignments. At a call it
// instantiates the summary of the callee, of this package or of another.
//
// A new operation on maps is a case in access.go or hidden.go, a new way to call or to
// start a goroutine one in events.go, a new lock or wait a row in package known. What
// holds at an event is the affair of order.
package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Traces is what the traces of a package's functions share.
type Traces struct {
	*heap.Heaps
	Handings map[*ssa.Function][]Handing // of callbacks
	// Lost has, for each function, the accesses of which a caller in this
	// package cannot say where the map lives.
	Lost     map[*ssa.Function]map[effect.AccessID]bool
	noParts  *parts          // of all events that have none; never written to
	Gathered []effect.Access // of collect and instantiate, used again for each function
	mapped   state.Memo      // of instantiate, likewise
	others   []effect.Access // of byThread, likewise
}

// NewTraces returns what the traces of a package share before there is any.
func NewTraces(hs *heap.Heaps) *Traces {
	return &Traces{Heaps: hs, Handings: map[*ssa.Function][]Handing{}, Lost: map[*ssa.Function]map[effect.AccessID]bool{}, noParts: new(parts)}
}

// Trace is what a function does, in events.
type Trace struct {
	*heap.Heap
	Pkg *Traces
	source
	Events   [][]*Event // by block, in order
	Edges    map[Edge][]*Event
	Homes    []int // block of each event
	Sites    []CallSite
	Runs     state.SyncSet // the event loops that the function is
	followed int           // function values followed in the call at hand
	renewals map[place.Place][]ssa.Instruction
	deferrals
}

// source is what the source says of the function.
type source struct {
	test         bool            // in a test file
	says         effect.Remarks  // on the function
	query        bool            // of IsQuery
	relevantVars map[string]bool // of a test: the variables that matter, nil if all do
}

// deferrals is what the function defers.
type deferrals struct {
	defers      []*ssa.Defer // all of them, last first
	returnCount int          // the places where they run
}

// New returns the trace of a function, before Scan.
func New(ts *Traces, h *heap.Heap) *Trace {
	fn := h.Fn
	return &Trace{
		Heap: h, Pkg: ts, Edges: map[Edge][]*Event{},
		source: source{test: ts.InTest(fn.Pos()), relevantVars: ts.Tests.RelevantVars(fn), says: ts.SaidOf(fn), query: ssaq.IsQuery(fn)},
	}
}
