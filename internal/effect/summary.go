// Package effect is what a function does to shared state, as plain data: its accesses to
// maps and scalars, the goroutines that it starts, the locks that it takes or releases,
// the waits and signals, the functions among its parameters that it calls. A [Summary]
// says so relative to the parameters; a [RootAccess] is an access as a thread root
// reaches it; a [SpawnScope] is a function together with the goroutines that it starts.
//
// A new kind of fact about a function is a type or a field here. How it is found out
// belongs in the rooms that read SSA form, what follows from it in packages guard to judge, and
// its bytes in package wire: this package imports neither go/ssa nor go/ast.
//
// The approach is that of RacerD (Blackshear et al., OOPSLA 2018): summaries of accesses
// with access paths, locks and ownership.
package effect

import (
	"cmp"
	"go/token"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LockEffect is what a function does to locks.
type LockEffect struct {
	Acquires state.SyncSet // locks held on return that were not held before
	Releases state.SyncSet // locks given up that were held before
	Lends    state.SyncSet `wire:"-"` // locks given up that were held before, and taken again
}

// SignalEffect is what a function does to channels and WaitGroups.
type SignalEffect struct {
	Joins   []place.Place // received from or waited for on every path
	Signals []place.Place // sent to, closed or marked done on some path
	Sends   []place.Place // channels sent to, or closed where nothing is sent
	// LateSends are those of the goroutines: a receive may get theirs.
	GoroutineSends    []place.Place
	Adds              []place.Place // WaitGroups whose counter the function raises
	TransitiveSignals []TransitiveSignal
	// Rooms says of channels among Sends and Joins, for other packages, with which
	// capacity this one makes them.
	Capacities []ChannelCapacity
}

// StoreEffect is what a function assigns.
type StoreEffect struct {
	Stores       []place.Place // pointers and maps assigned to
	Fills        []place.Place // those of Stores that are only assigned where there is no map yet
	Inserts      []Insert
	ResultFields []Alias // of the objects that the function makes and returns
}

// Limits keep a summary small, so that the whole analysis stays linear in the
// size of the code. What is cut off is silent.
const (
	MaxAccesses          = 192 // accesses in one summary
	MaxGathered          = 768 // accesses of one function, of which its summary has those that matter most
	MaxThreads           = 24  // goroutines in one summary
	MaxScalars           = 24  // accesses to words in one summary
	MaxStores            = 24  // assigned pointers and maps in one summary
	MaxSignals           = 12  // channels and WaitGroups signalled in one function
	MaxTransitiveSignals = 40  // signals that are passed on, in one function
)

// Pos is where something happens. P lies in the package under analysis; if the
// thing itself happens in another package, P is the call that leads there and
// Text names the place ("file.go:12").
type Pos struct {
	Text string
	P    token.Pos `wire:"-"`
}

// At returns the position in the package under analysis.
func (p Pos) At() token.Pos { return p.P }

// Thread is a goroutine that a function starts and that may still run when
// the function returns.
type Thread struct {
	Name       string // "goroutine", "timer", …
	Pos        Pos
	Many       bool // several may run at once
	ByContract bool `wire:"-"` // started here by a contract that lets it run many times at once
	Posted     bool // no goroutine of its own: a loop runs it when its turn comes
	Parallel   bool // a parallel subtest: it waits until the starting function has returned
	Optional   bool // a go statement that a condition guards, past which its function goes on without it
	// succeeds is set if the function that starts the goroutine then returns no error.
	StarterSucceeds bool `wire:"-"`
	// gate is the variable that lets the goroutine be started once, if there is one.
	StartGuard place.Place `wire:"-"`
}

// AtMostOne reports whether there is one goroutine of a thread at a time that uses what
// lives at p: it is started through a gate of the same object, or of the program.
func (th *Thread) AtMostOne(p place.Place) bool {
	g := th.StartGuard
	return g.Kind == place.Global || g.Known() && g.OnlyFields() && g.Root() == p.Root()
}

// Served reports whether the thread is one of the many executions of a function that
// a contract lets run at once.
func (t *Thread) Served() bool { return t != nil && t.Many && t.Parallel }

// Call is a call of a function value that the caller provides.
type Call struct {
	Func   place.Place // a parameter or captured variable
	Args   []place.Place
	Sync   state.SyncSet
	Thread int16
	// Joined is set if the call has returned when the function returns, though another
	// goroutine makes it. That goroutine may go on after it.
	Joined bool
}

// TransitiveSignal is a signal, To, that is given only after a wait for another, From.
type TransitiveSignal struct{ From, To place.Place }

// Alias is a field of an object just made, From, that holds what lives at To:
// in "&client{acc: acc}" the map c.acc.keys is acc.keys.
type Alias struct{ From, To place.Place }

// Summary is what a function does, relative to its parameters and captured
// variables. It is closed over the function's callees.
type Summary struct {
	Accesses []Access
	Scalars  []Access // accesses to what is no map, only in summaries of the same package
	Threads  []Thread
	Calls    []Call
	LockEffect
	SignalEffect
	StoreEffect
	Results       []place.Place // where each result lives; Result means fresh
	ParallelTests []int         // parameters of type *testing.T that are made parallel
	NeverReturns  bool          // never returns
	MapThreads    int           `wire:"-"` // the first of Threads, which accesses to maps and calls are made on
}

// All yields the accesses of a summary, to maps and to words.
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

// Empty reports whether s says nothing that a caller needs to know.
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

func MapKnown(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	var out []place.Place
	for i, p := range ps {
		if q := tr(p); q.Known() {
			if out == nil {
				out = make([]place.Place, 0, len(ps)-i)
			}
			out = append(out, q)
		}
	}
	return out
}

func MapAll(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	out := make([]place.Place, len(ps))
	for i, p := range ps {
		out[i] = tr(p)
	}
	return out
}

// valid reports whether s is what an analysis can have found: its numbers lead to
// parameters and threads, its places and marks have the form that they are taken
// to have. A fact comes from a file that others may have written.
func (s *Summary) valid() bool {
	thread := func(t int16) bool { return 0 <= t && int(t) <= len(s.Threads) }
	access := func(a Access) bool {
		return a.Op.Valid() && a.Scalar <= AtomicScalar && a.Depth <= known.Whole && a.Place.Valid() && a.Sync.Valid() && thread(a.Thread) &&
			-1 <= a.LoadedSteps && int(a.LoadedSteps) <= a.Place.Len()
	}
	call := func(c Call) bool {
		return c.Func.Valid() && allPlaces(c.Args) && c.Sync.Valid() && thread(c.Thread)
	}
	return all(s.Accesses, access) && all(s.Scalars, access) && all(s.Calls, call) &&
		all([]state.SyncSet{s.Acquires, s.Releases}, state.SyncSet.Valid) &&
		all([][]place.Place{s.Joins, s.Signals, s.Sends, s.GoroutineSends, s.Adds, s.Stores, s.Fills, s.Results}, allPlaces) &&
		all(s.TransitiveSignals, func(r TransitiveSignal) bool { return r.From.Valid() && r.To.Valid() }) &&
		all(s.ResultFields, func(f Alias) bool { return f.From.Valid() && f.To.Valid() }) &&
		all(s.Inserts, func(i Insert) bool { return i.Place.Valid() }) &&
		all(s.Capacities, func(r ChannelCapacity) bool { return r.Capacity < 2*AnyCapacity }) &&
		all(s.ParallelTests, func(param int) bool { return param >= 0 })
}

func allPlaces(ps []place.Place) bool { return all(ps, place.Place.Valid) }

// all reports whether ok holds of all elements.
func all[T any](list []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !ok(x) })
}

// TopRanked keeps the accesses that are most likely to be one side of a
// conflict where there are more than a summary may have: those with the fewest
// locks, writes first, and as many of goroutines as of the caller's own thread. It
// owns its argument.
func TopRanked(as []Access, limit int) []Access {
	if len(as) <= limit {
		return as
	}
	rank := func(a Access) int {
		r := 2 * a.Sync.NumLocks()
		if !a.Op.Writes() {
			r++
		}
		return r
	}
	slices.SortStableFunc(as, func(a, b Access) int { return cmp.Compare(rank(a), rank(b)) })
	own, others := SplitByThread(as, &[]Access{})
	kept := min(len(own), max(limit/2, limit-len(others)))
	return append(own[:kept:kept], others[:min(len(others), limit-kept)]...)
}

// SplitByThread parts accesses into those of the caller's thread and those of others,
// in place; the latter pass through a buffer.
func SplitByThread(as []Access, buf *[]Access) (own, others []Access) {
	own, others = as[:0], (*buf)[:0]
	for _, a := range as {
		if a.Thread == 0 {
			own = append(own, a)
		} else {
			others = append(others, a)
		}
	}
	*buf = others
	n := len(own)
	copy(as[n:], others)
	return as[:n:n], slices.Clip(as[n:])
}

// WithPlace returns the sorted set a with p. It owns a.
func WithPlace(a []place.Place, p place.Place) []place.Place {
	i, ok := slices.BinarySearchFunc(a, p, place.Compare)
	if ok {
		return a
	}
	return slices.Insert(a, i, p)
}
