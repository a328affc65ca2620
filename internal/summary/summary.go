// Package summary reads go/ssa and says of every function what it does to
// shared state, relative to its parameters: its [Access]es to maps, the
// goroutines that it starts, the locks that it takes or gives up, the waits
// and signals, the functions among its parameters that it calls. Summaries are
// computed bottom-up over the call graph of one package, each callee's being
// instantiated at its call, and are exported as facts for other packages.
//
// It is the only package that knows SSA. A new way in which an instruction
// touches a map belongs in mapinstr.go, a new way to call or spawn in call.go,
// a new way to find the place of a value in resolve.go.
//
// The approach is that of RacerD (Blackshear et al., OOPSLA 2018): summaries
// of accesses with access paths, locks and ownership; threads and joins follow
// the fork rule of LOCKSMITH (Pratikakis et al., PLDI 2006).
package summary

import (
	"go/token"
	"strings"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Limits keep a summary small, so that the whole analysis stays linear in the
// size of the code. What is cut off is silent.
const (
	maxAccesses = 192 // accesses in one summary
	maxGathered = 768 // accesses of one function, of which its summary has those that matter most
	maxThreads  = 24  // goroutines in one summary
	maxWords    = 24  // accesses to words in one summary
	maxStores   = 24  // assigned pointers and maps in one summary
	maxSignals  = 12  // channels and WaitGroups signalled in one function
	maxRelays   = 40  // signals that are passed on, in one function
)

// Pos is where something happens. P lies in the package under analysis; if the
// thing itself happens in another package, P is the call that leads there and
// Text names the place ("file.go:12").
type Pos struct {
	Text string
	p    token.Pos `wire:"-"`
}

// At returns the position in the package under analysis.
func (p Pos) At() token.Pos { return p.p }

// Access is one operation on a map, by the function or by one of the
// goroutines that it starts.
//
// There are very many of them: the fields lie so that they take little memory.
type Access struct {
	Op   state.Op
	Word Word // what is accessed if it is no map
	Reach
	// ByVal is the number of leading steps of Place that were walked before
	// the thread was started, or -1: storing another map or pointer there
	// later does not concern this access.
	ByVal  int16
	Thread int16 // 0 is the caller's, i is Threads[i-1]
	Provenance
	Circumstances
	Place place.Place
	Marks state.Marks
	// Site is never nil, and the same for all that is one access of the source.
	*Site
}

// Reach says how far the function looks for maps into a parameter of which it knows no
// more than that it is an interface, or the variadic list of those, as a wrapper of
// fmt.Printf does. Its callers know which maps these are.
type Reach struct {
	Within known.Depth
	Fmt    bool // the parameter before has the format, whose verbs decide
}

// Provenance says where the map of an access comes from.
type Provenance struct {
	Got bool // the map is the result of a call
	// ByCopy is set for a map that is reached through a copy of the struct which
	// holds it, or a field that was given the map of another.
	ByCopy bool
	// Lent is set if the copy is the caller's, which has given its address away.
	Lent bool
	// Claimed is set if the function treats the map of the copy as one of its own.
	Claimed bool
	// Own is set if the function may have given the variable that holds the map
	// another one before.
	Own bool
}

// Circumstances say when, and for whom, an access is made.
type Circumstances struct {
	// Expects is set if a function on the way to the access says that its
	// callers hold a lock.
	Expects bool
	// Paced is set if the access is made again and again, in a loop that waits
	// for the time to come.
	Paced bool
	// OnDemand is set for a store into a map that a look-up of it decides, of a global one
	// or the receiver's.
	OnDemand bool
	// Looped is set for such a store if a loop calls the function that decides about it.
	Looped bool
	// Fills is set for the assignment of an empty map to a variable that has none.
	Fills bool
	given bool `wire:"-"` // by a function that the callee was given
	// joined is set for an access of a goroutine that the callee has waited for: what a
	// function value does before a signal that the callee receives.
	joined bool `wire:"-"`
}

// Site is what the source says of an access. It does not change: who has a copy of
// the access elsewhere shares it.
type Site struct {
	Pos   Pos
	Expr  string // the map as the source writes it
	Func  string // the function or literal that contains it
	Field string // the field that holds the map there: "pkg.T.f"
	Says  Remarks
	// Query is set if Func returns more than an error or its receiver: it is called for
	// that, whatever its name says.
	Query bool
	// Reported is set for an access of another package which reports it itself.
	Reported bool
	order    int     `wire:"-"` // of Order
	own      OwnLock `wire:"-"`
	// inner is where a function that is given the map accesses it, if Pos is its call.
	inner token.Pos `wire:"-"`
}

// Inner returns where the map is accessed: in the function that is given it, if Pos is the
// call of that.
func (s *Site) Inner() token.Pos {
	if s.inner.IsValid() {
		return s.inner
	}
	return s.Pos.At()
}

// Declared names the declared function that contains the access, in a literal or not.
func (s *Site) Declared() string {
	name, _, _ := strings.Cut(s.Func, "$")
	return name
}

// Order returns where the access stands in the source, what [Package.Compare] goes
// by.
func (s *Site) Order() int { return s.order }

// Key names the variable that holds the map, for all objects of a type: its
// field or the global; "" if it is neither.
func (a *Access) Key() string {
	p := a.Place
	elems := ""
	last := strings.LastIndexByte(p.Path, '.') + 1
	if i := strings.IndexAny(p.Path[last:], "[{"); i >= 0 {
		elems = p.Path[last+i:]
	}
	switch {
	case elems != "" && elems[0] == '{' && !strings.Contains(elems, "[") && a.Field != "":
		return a.Field + place.Place{Path: elems}.AnyKeys() // the maps in a map
	case elems != "":
		return ""
	case a.Field != "":
		return a.Field
	case p.Kind == place.Global:
		return p.Name + p.Path
	}
	return ""
}

// Thread is a goroutine that a function starts and that may still run when
// the function returns.
type Thread struct {
	Name     string // "goroutine", "timer", …
	Pos      Pos
	Many     bool // several may run at once
	contract bool `wire:"-"` // started here by a contract that lets it run many times at once
	Posted   bool // no goroutine of its own: a loop runs it when its turn comes
	Parallel bool // a parallel subtest: it waits until the starting function has returned
	Maybe    bool // a go statement that a condition guards, past which its function goes on without it
	// succeeds is set if the function that starts the goroutine then returns no error.
	succeeds bool `wire:"-"`
	// gate is the variable that lets the goroutine be started once, if there is one.
	gate place.Place `wire:"-"`
}

// Call is a call of a function value that the caller provides.
type Call struct {
	Func   place.Place // a parameter or captured variable
	Args   []place.Place
	Marks  state.Marks
	Thread int16
	// Joined is set if the call has returned when the function returns, though another
	// goroutine makes it. That goroutine may go on after it.
	Joined bool
}

// Relay is a signal, To, that is given only after a wait for another, From.
type Relay struct{ From, To place.Place }

// Alias is a field of an object just made, From, that holds what lives at To:
// in "&client{acc: acc}" the map c.acc.keys is acc.keys.
type Alias struct{ From, To place.Place }

// Summary is what a function does, relative to its parameters and captured
// variables. It is closed over the function's callees.
type Summary struct {
	Accesses []Access
	Words    []Access // accesses to what is no map, only in summaries of the same package
	Threads  []Thread
	Calls    []Call
	Locking
	Signalling
	Storing
	Results    []place.Place // where each result lives; Result means fresh
	Parallel   []int         // parameters of type *testing.T that are made parallel
	Exits      bool          // never returns
	mapThreads int           `wire:"-"` // the first of Threads, which accesses to maps and calls are made on
}

// Locking is what a function does to locks.
type Locking struct {
	Acquires state.Marks // locks held on return that were not held before
	Releases state.Marks // locks given up that were held before
	lends    state.Marks `wire:"-"` // locks given up that were held before, and taken again
}

// Signalling is what a function does to channels and WaitGroups.
type Signalling struct {
	Joins   []place.Place // received from or waited for on every path
	Signals []place.Place // sent to, closed or marked done on some path
	Sends   []place.Place // channels sent to, or closed where nothing is sent
	// LateSends are those of the goroutines: a receive may get theirs.
	LateSends []place.Place
	Adds      []place.Place // WaitGroups whose counter the function raises
	Relays    []Relay
	// Rooms says of channels among Sends and Joins, for other packages, with which
	// capacity this one makes them.
	Rooms []Room
}

// Storing is what a function assigns.
type Storing struct {
	Stores  []place.Place // pointers and maps assigned to
	Fills   []place.Place // those of Stores that are only assigned where there is no map yet
	Inserts []Insert
	Fields  []Alias // of the objects that the function makes and returns
}

// empty reports whether s says nothing that a caller needs to know.
func (s *Summary) empty() bool {
	if len(s.Accesses)+len(s.Threads)+len(s.Calls)+len(s.Acquires)+len(s.Releases)+
		len(s.Joins)+len(s.Signals)+len(s.Adds)+len(s.Stores)+len(s.Parallel)+len(s.Relays)+len(s.LateSends)+len(s.Fields)+len(s.Inserts) > 0 || s.Exits {
		return false
	}
	for _, r := range s.Results {
		if r.Known() {
			return false
		}
	}
	return true
}
