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
	Callbacks map[*ssa.Function][]Callback // of callbacks
	// Lost has, for each function, the accesses of which a caller in this
	// package cannot say where the map lives.
	Unresolved   map[*ssa.Function]map[effect.AccessID]bool
	noParts      *callParts      // of all events that have none; never written to
	AccessBuffer []effect.Access // of collect and instantiate, used again for each function
	syncMemo     state.Memo      // of instantiate, likewise
	threadBuffer []effect.Access // of byThread, likewise
}

// NewTraces returns what the traces of a package share before there is any.
func NewTraces(hs *heap.Heaps) *Traces {
	return &Traces{Heaps: hs, Callbacks: map[*ssa.Function][]Callback{}, Unresolved: map[*ssa.Function]map[effect.AccessID]bool{}, noParts: new(callParts)}
}

// Trace is what a function does, in events.
type Trace struct {
	*heap.Heap
	Pkg *Traces
	sourceInfo
	Events      [][]*Event // by block, in order
	Edges       map[Edge][]*Event
	EventBlocks []int // block of each event
	CallSites   []CallSite
	EventLoops  state.SyncSet // the event loops that the function is
	inlined     int           // function values followed in the call at hand
	reassigned  map[place.Place][]ssa.Instruction
	deferredCalls
}

// source is what the source says of the function.
type sourceInfo struct {
	inTest       bool            // in a test file
	remarks      effect.Remarks  // on the function
	isQuery      bool            // of IsQuery
	relevantVars map[string]bool // of a test: the variables that matter, nil if all do
}

// deferrals is what the function defers.
type deferredCalls struct {
	defers     []*ssa.Defer // all of them, last first
	numReturns int          // the places where they run
}

// New returns the trace of a function, before Scan.
func New(ts *Traces, h *heap.Heap) *Trace {
	fn := h.Fn
	return &Trace{
		Heap: h, Pkg: ts, Edges: map[Edge][]*Event{},
		sourceInfo: sourceInfo{inTest: ts.InTest(fn.Pos()), relevantVars: ts.Tests.RelevantVars(fn), remarks: ts.SaidOf(fn), isQuery: ssaq.IsQuery(fn)},
	}
}
