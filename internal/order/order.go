// Package order says what holds at each event of a function, and what may happen in
// parallel with it: a forward flow of locksets and happens-before facts to a fixed point,
// and the events that may run concurrently with a goroutine until somebody waits for it.
//
// What belongs here: a new way in which one event happens before another, or in which a
// lock is held. Its step is in flow.go if it holds from an event on, in signals.go if it is a
// signal to others, in joins.go if it ends what a goroutine may run in parallel with (live.go,
// walk.go). What does not belong here: the instructions that make an event (package trace), the
// kind of lock or order as data (package state), and what callers hold (package context).
//
// The order of threads and joins follows the fork rule of LOCKSMITH (Pratikakis et al.,
// PLDI 2006).
package order

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Flows are the flows of the functions of a package, and what is known of their callers.
type Flows struct {
	*trace.Traces
	Of             map[*ssa.Function]*Flow
	SyncSets       *state.Table                       // the interned sets of locks and order
	Sites          map[*ssa.Function][]trace.CallSite // the calls of each function in the package
	EntryLocksets  map[*ssa.Function]state.SyncSet    // the locks that all callers hold
	CallerLocksets map[*ssa.Function]state.SyncSet    // the locks that the callers in the package hold
	LockTokens     map[*ssa.Function]state.SyncSet    // the locks that the receiver of a method stands for
	GivenOutTypes  map[string]bool                    // the types of objects that leave the package
	ServedTypes    map[string]Starter                 // the types whose objects a server of the package has
	MadeAtStart    map[string]map[string]bool         // by type, the fields that are made for the goroutine of its objects
	LeadingTo      map[*ssa.Function][]token.Pos      // the thread roots that lead to a function
	SeenAccesses   map[effect.AccessID]int            // memory that is used again for each function
}

// Starter says which function starts the server of an object.
type Starter uint8

const (
	NotServed   Starter = iota
	Method              // a method of the object, so that other methods may run before
	Constructor         // the function that makes the object and returns it
)

// NewFlows returns the flows of a package, as yet of none of its functions.
func NewFlows(ts *trace.Traces) *Flows {
	return &Flows{
		Traces: ts, Of: map[*ssa.Function]*Flow{}, SyncSets: state.NewTable(),
		Sites: map[*ssa.Function][]trace.CallSite{}, EntryLocksets: map[*ssa.Function]state.SyncSet{}, CallerLocksets: map[*ssa.Function]state.SyncSet{},
		LeadingTo: map[*ssa.Function][]token.Pos{}, SeenAccesses: map[effect.AccessID]int{},
	}
}

// Flow says what holds at each event of a function.
type Flow struct {
	*trace.Trace
	Pkg     *Flows
	Assumed state.SyncSet // locks that the function must hold on entry
	signalUse
	ends
	liveSets          map[liveKey]*LiveSet
	awaitedCache      map[state.Identity]awaited // of awaitedSignals
	paced             map[*ssa.BasicBlock]bool   // the blocks of loops that wait for a time
	TransitiveSignals []effect.TransitiveSignal
	Exported          *state.Memo // translates locks and order for the callers
}

// signalUse says what the function does with channels and WaitGroups.
type signalUse struct {
	semaphores map[place.Place]state.Kind // the channels that are or may be semaphores
	joined     map[place.Place]bool       // what the function receives from or waits for
	signals    []place.Place              // what it sends to, closes or marks as done
	// implied has, for a channel of the function, the signals that its sender has waited for
	implied map[place.Place][]place.Place
	// callOutcomes has, for a call, the waits that its result tells of
	callOutcomes map[ssa.Value][]effect.OutcomeJoin
}

// ends is what holds at the ends of the blocks, and of the function.
type ends struct {
	Exit         Point   // at all returns together
	ReturnPoints []Point // at each return
	outcomes     []outcome
	blockEnds    []state.SyncSet
}

// New returns the flow of a function, before [Flow.Run].
func New(fs *Flows, fn *ssa.Function) *Flow {
	return &Flow{
		Trace: trace.New(fs.Traces, heap.New(fs.Heaps, fn)), Pkg: fs,
		liveSets:     map[liveKey]*LiveSet{},
		awaitedCache: map[state.Identity]awaited{},
	}
}
