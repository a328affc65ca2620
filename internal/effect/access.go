package effect

import (
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Access is one operation on a map or a scalar, by the function or by a goroutine that it
// starts.
//
// An analysis holds very many of them: the fields are in an order that saves memory.
type Access struct {
	Op     state.Op // what is done
	Scalar Scalar   // what is accessed, if it is not a map
	Reflection
	// LoadedSteps is the number of leading steps of Place that the function read earlier:
	// before it started the goroutine, in a getter, or under other locks. It is -1 if
	// the access itself reads all of them. A later store to what was already read does not
	// conflict with this access. Packages trace and order set it, order and conflict read it.
	LoadedSteps int16
	// Thread says who makes the access: 0 is the caller's own thread, i > 0 is the goroutine
	// Threads[i-1] of the summary or event that holds the access.
	Thread int16
	Provenance
	Circumstances
	// Place is where the map lives, relative to the function that holds the access.
	Place place.Place
	// Sync are the locks that are held and the synchronization that orders the access.
	Sync state.SyncSet
	// Need is what an argument of the function has to be for the access to happen, nil if it
	// always happens. It is not known in other packages.
	Need *Need `wire:"-"`
	// Site is never nil. Copies of the access, as callers instantiate it, share it.
	*Site
}

// Reflection says how far a function looks for maps in an argument of which it knows only
// that it is an interface, or a variadic list of interfaces: a wrapper of fmt.Printf does.
// Its callers know the type, and so which maps these are. Package trace sets and reads it.
type Reflection struct {
	Depth    known.Depth // how far; Shallow if the access is to the map itself
	ByFormat bool        // the parameter before is a format, whose verbs decide
}

// Provenance says how the function came by the map of an access, as far as that makes it
// doubtful whether others have the same map. Package trace sets it, conflict and report
// read it.
type Provenance struct {
	// FromCall is set if the map is the result of a call.
	FromCall bool
	// ViaCopy is set if the map is reached through a copy of the struct that holds it, or
	// through a field to which the map of another field was assigned.
	ViaCopy bool
	// CopyOfCaller is set as well if a caller made the copy and passed its address.
	CopyOfCaller bool
	// TreatedAsOwn is set if the function treats the map of the copy as its own: it makes a
	// map there if there is none, or assigns other fields and returns the copy.
	TreatedAsOwn bool
	// MaybeReplaced is set if, on some path to the access, the function has assigned another
	// map to the variable.
	MaybeReplaced bool
}

// Circumstances say when and on whose behalf an access is made. Package trace sets them
// unless it is said otherwise, conflict reads them.
type Circumstances struct {
	// ExpectsLock is set if a comment or the name of a function on the way to the access says
	// that its callers hold a lock. Package summary sets it.
	ExpectsLock bool
	// Periodic is set if the access is repeated in a loop that waits for a timer. Package
	// summary sets it.
	Periodic bool
	// OnDemand is set for a store that a look-up in the same map decides: a cache that is
	// filled on demand, in a global or in a field of the receiver.
	OnDemand bool
	// OnDemandInLoop is set for such a store if a loop calls the function that decides it.
	OnDemandInLoop bool
	// FillsNil is set for the assignment of an empty map to a variable that holds none.
	FillsNil bool
	// InCallback is set if a function that was passed to the callee makes the access. It is
	// not known in other packages.
	InCallback bool `wire:"-"`
	// ByWorker is set for an access of a goroutine that its starter waits for.
	ByWorker bool `wire:"-"`
	// Joined is set for an access of a goroutine for which the callee has waited: what a
	// function value does before a signal that the callee receives. Package order reads it.
	Joined bool `wire:"-"`
}

// Scalar says what an access concerns if it is not a map: a number, bool or pointer in a
// field or package variable. Threads, locks and order apply to it as to a map. Package program
// decides which scalars are tracked: a variable is declared beside a map if the map is in the
// same struct, or if both are package variables.
type Scalar uint8

const (
	NotScalar     Scalar = iota // a map
	StatusScalar                // declared beside a map: only constants are assigned to it
	CountScalar                 // declared beside a map: it is counted up or down, too
	FlagScalar                  // bits of it are set and cleared (|=, &^=)
	PointerScalar               // leads to a map: addresses of new objects are assigned to it
	PlainScalar                 // a plain access to a variable that sync/atomic accesses elsewhere
	AtomicScalar                // an access by sync/atomic to any of these
	EarlyLoad                   // the variable that holds a map, read before a lock was taken under which the map is accessed
)

// AccessID identifies accesses that make no difference to a caller: of those with the same
// AccessID a summary keeps the first. Sets of facts are compared by identity, so that they
// must come from one [state.Table].
type AccessID struct {
	op          state.Op
	scalar      Scalar
	depth       known.Depth
	place       place.Place
	loadedSteps int16
	thread      int16
	sync        state.Identity
}

// ID returns what identifies the access to callers.
func (a *Access) ID() AccessID {
	return AccessID{a.Op, a.Scalar, a.Depth, a.Place, a.LoadedSteps, a.Thread, a.Sync.Identity()}
}
