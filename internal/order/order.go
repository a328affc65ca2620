// Package order says what holds at each event of a function, and what may happen in
// parallel with it: a forward flow of locksets and happens-before facts to a fixed point,
// and the events that a goroutine may run beside until somebody waits for it.
//
// A new way in which one event comes before another belongs here.
//
// Threads and joins follow the fork rule of LOCKSMITH (Pratikakis et al., PLDI 2006).
package order

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Flows are the flows of the functions of a package.
type Flows struct {
	*trace.Traces
	Of             map[*ssa.Function]*Flow
	Marks          *state.Table
	Sites          map[*ssa.Function][]trace.CallSite // all calls of a function, with their callers' flows
	EntryLocksets  map[*ssa.Function]state.SyncSet
	CallerLocksets map[*ssa.Function]state.SyncSet
	Tokens         map[*ssa.Function]state.SyncSet // of lockTokens
	Given          map[string]bool
	Seen           map[effect.AccessID]int // of collect, used again for each function
}

// NewFlows returns the flows of a package, as yet of none of its functions.
func NewFlows(ts *trace.Traces) *Flows {
	return &Flows{
		Traces: ts, Of: map[*ssa.Function]*Flow{}, Marks: state.NewTable(),
		Sites: map[*ssa.Function][]trace.CallSite{}, EntryLocksets: map[*ssa.Function]state.SyncSet{}, CallerLocksets: map[*ssa.Function]state.SyncSet{},
		Seen: map[effect.AccessID]int{},
	}
}

// Flow says what holds at each event of a function.
type Flow struct {
	*trace.Trace
	Pkg     *Flows
	Assumed state.SyncSet // locks held on entry
	channels
	results
	lives             map[liveKey]*LiveSet
	tokens            map[state.Identity]tokens // of tokensOf
	pacedBy           map[*ssa.BasicBlock]bool  // the blocks of loops that wait for the time to come
	TransitiveSignals []effect.TransitiveSignal
	Exported          *state.Memo // of exportMarks
}

// channels says what the function does with channels.
type channels struct {
	toggles map[place.Place]state.Kind // those that are or may be locks
	joined  map[place.Place]bool       // what the function receives from or waits for
	signals []place.Place
}

// results is what holds at the ends of blocks, and of the function.
type results struct {
	Exit point
	// ReturnPoints is what holds at each return.
	ReturnPoints []point
	ends         []state.SyncSet // at the end of each block
}

// New returns the flow of a function, before Run.
func New(fs *Flows, fn *ssa.Function) *Flow {
	return &Flow{
		Trace: trace.New(fs.Traces, heap.New(fs.Heaps, fn)), Pkg: fs,
		lives:  map[liveKey]*LiveSet{},
		tokens: map[state.Identity]tokens{},
	}
}
