package effect

import (
	"iter"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Summary is what a function does, with all places relative to its parameters and captured
// variables. It includes what its callees do. Package summary makes it, trace instantiates
// it at each call, and other packages read it from a [Fact].
type Summary struct {
	Accesses []Access // accesses to maps
	Scalars  []Access // accesses to scalars, not known in other packages
	Threads  []Thread // the goroutines that may still run when the function returns
	Calls    []Call   // the calls of functions that the caller provides
	LockEffect
	SignalEffect
	StoreEffect
	Results       []place.Place // where each result lives; a place of kind Result is a fresh object
	ParallelTests []int         // parameters of type *testing.T whose method Parallel is called
	NeverReturns  bool          // every path ends the program, the goroutine or the test
	// MapThreads is the number of leading Threads that make accesses to maps or calls. The
	// others make accesses to scalars only, and are not known in other packages.
	MapThreads int `wire:"-"`
}

// LockEffect is what a function does to locks.
type LockEffect struct {
	Acquires state.SyncSet // locks that are held on return and were not held on entry
	Releases state.SyncSet // locks that were held on entry and are not held on return
	Lends    state.SyncSet `wire:"-"` // locks held on entry that are released and acquired again
}

// SignalEffect is what a function does to channels and WaitGroups.
type SignalEffect struct {
	Joins   []place.Place // channels received from and WaitGroups waited for, on every path
	Signals []place.Place // channels sent to or closed and WaitGroups marked done, on some path
	// Sends are those of Signals that are sends or, where nothing is sent, closings of channels.
	Sends []place.Place
	// GoroutineSends are the Sends of the goroutines that the function starts: a receive may
	// get the value of one of those.
	GoroutineSends []place.Place
	Adds           []place.Place // WaitGroups whose counter the function raises
	// OutcomeJoins are waits that some paths pass and others do not, each with the result
	// that tells callers in this package so.
	OutcomeJoins      []OutcomeJoin `wire:"-"`
	TransitiveSignals []TransitiveSignal
	// Capacities tell other packages which capacity the channels among Sends and Joins have,
	// as far as they are made here.
	Capacities []ChannelCapacity
}

// TransitiveSignal is a signal To that is given only after a wait for the signal From.
type TransitiveSignal struct{ From, To place.Place }

// OutcomeJoin is a wait for the signal at Place, which the function has passed if its last
// result is the outcome.
type OutcomeJoin struct {
	Place   place.Place
	Outcome Outcome
}

// Outcome is a last result that a caller may test.
type Outcome uint8

const (
	ReturnsNil   Outcome = iota // an error that is nil
	ReturnsTrue                 // a bool
	ReturnsFalse                // a bool
)

// StoreEffect is what a function assigns.
type StoreEffect struct {
	Stores       []place.Place // variables to which a pointer or map is assigned
	Fills        []place.Place // those of Stores that are only assigned while they are nil
	Inserts      []Insert      // insertions into maps that callers know
	ResultFields []Alias       // fields of the objects that the function makes and returns
}

// Alias says that a field From of a new object holds what lives at To: after
// "&client{acc: acc}" the map c.acc.keys is acc.keys.
type Alias struct{ From, To place.Place }

// Insert is an insertion into a map that the callers know, and may be ranging over.
type Insert struct {
	Place place.Place
	// Key is the key in terms of the function: "$1" is parameter 1, "^1" is captured variable 1,
	// "&1" is the address of captured variable 1, "" is a key that callers do not know.
	Key   string
	Value string // the inserted value, in the same terms
	Sure  bool   // every execution of the function that returns makes the insertion
	Pos   Pos
	Expr  string // the map as the source writes it
}

// AddInsert adds an insertion to a list of at most [MaxStores], unless the list has one with
// the same place, key and value.
func AddInsert(list []Insert, in Insert) []Insert {
	for i := range list {
		if list[i].Place == in.Place && list[i].Key == in.Key && list[i].Value == in.Value {
			list[i].Sure = list[i].Sure || in.Sure
			return list
		}
	}
	if len(list) >= MaxStores {
		return list
	}
	return append(list, in)
}

// All yields the accesses of a summary to maps, then those to scalars.
func (s *Summary) All() iter.Seq[Access] {
	return func(yield func(Access) bool) {
		for _, list := range [][]Access{s.Accesses, s.Scalars} {
			for _, a := range list {
				if !yield(a) {
					return
				}
			}
		}
	}
}

// Empty reports whether s contains nothing that a caller needs to know.
func (s *Summary) Empty() bool {
	if len(s.Accesses)+len(s.Threads)+len(s.Calls)+len(s.Acquires)+len(s.Releases)+
		len(s.Joins)+len(s.Signals)+len(s.Adds)+len(s.Stores)+len(s.ParallelTests)+len(s.TransitiveSignals)+len(s.GoroutineSends)+len(s.ResultFields)+len(s.Inserts) > 0 || s.NeverReturns {
		return false
	}
	for _, r := range s.Results {
		if r.Known() {
			return false
		}
	}
	return true
}
