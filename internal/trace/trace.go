// Package trace turns the instructions of a function into events: accesses, starts of
// goroutines, locks acquired and released, waits, signals, assignments. At a call it
// instantiates the summary of the callee, of this package or of another.
//
// What belongs here: a new instruction or builtin that accesses a map (scan.go, access.go),
// a new form of call or go statement (call.go), a new effect of a library function that
// package known describes (library.go). What does not: a row of the tables (package
// known), where a value lives (package heap), whether others can reach it (package escape),
// which locks are held at an event (package order).
//
// Instantiating summaries with access paths at calls follows RacerD (Blackshear et al.,
// OOPSLA 2018).
package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Traces is what the traces of a package's functions have in common.
type Traces struct {
	*heap.Heaps
	Callbacks map[*ssa.Function][]Callback
	// Unresolved has, for each function, the accesses whose map a caller in this package
	// cannot name.
	Unresolved map[*ssa.Function]map[effect.AccessID]bool
	noParts    *callParts // of all events that have none; never written to
	buffers
}

// buffers are memory that is used again for each function.
type buffers struct {
	AccessBuffer []effect.Access
	threadBuffer []effect.Access
	syncMemo     state.Memo
}

// Callback is a place where the function Giver passes a function value to unknown code: to
// a parameter, to what a field holds, to a method of an interface.
type Callback struct {
	Giver *Trace
	At    ssa.Instruction
	// Early is set if the callback may be called at once, before the object is shared that
	// it captures: the giver has made that object.
	Early bool
}

// NewTraces returns the traces of a package, as yet of none of its functions.
func NewTraces(hs *heap.Heaps) *Traces {
	return &Traces{Heaps: hs, Callbacks: map[*ssa.Function][]Callback{}, Unresolved: map[*ssa.Function]map[effect.AccessID]bool{}, noParts: new(callParts)}
}

// Trace is what a function does, as events.
type Trace struct {
	*heap.Heap
	Pkg *Traces
	sourceInfo
	Events      [][]*Event // by block, in order
	Edges       map[Edge][]*Event
	EventBlocks []int         // the index of each event's block, by Event.ID
	CallSites   []CallSite    // the calls of functions of this package
	EventLoops  state.SyncSet // the event loops that the function is
	inlined     int           // function values that were followed for the call at hand
	Reassigned  map[place.Place][]ssa.Instruction
	deferredCalls
}

// sourceInfo is what the source says about the function.
type sourceInfo struct {
	inTest       bool            // is in a test file
	isQuery      bool            // as in [ssaq.IsQuery]
	remarks      effect.Remarks  // on the whole function
	relevantVars map[string]bool // of a test: the variables whose accesses are kept, nil for all
}

// deferredCalls are the calls that the function defers.
type deferredCalls struct {
	defers     []*ssa.Defer // the last one first
	numReturns int          // the places where they run
}

// New returns the trace of a function, before [Trace.Scan].
func New(ts *Traces, h *heap.Heap) *Trace {
	fn := h.Fn
	return &Trace{
		Heap: h, Pkg: ts, Edges: map[Edge][]*Event{},
		sourceInfo: sourceInfo{inTest: ts.InTest(fn.Pos()), isQuery: ssaq.IsQuery(fn), remarks: ts.RemarksAbout(fn), relevantVars: ts.Tests.RelevantVars(fn)},
	}
}
