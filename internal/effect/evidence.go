package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/state"
)

// FrozenWrite is a change in place of a map that others have got, or can get, from
// where it is kept: they read it without any lock, since they expect that a map
// there is only ever replaced.
type FrozenWrite struct {
	Write            Access
	Source           string    // what the map is kept in: "atomic.Value", "sync.Map"
	From             token.Pos // where it is taken from there or, if Late is set, put there
	AfterPublication bool
	At               token.Pos // of Write, or of the call that leads to it
	// Thread is the goroutine that changes a map of a request whose handler may
	// have returned; nil for others.
	Thread *Thread
}

// LostUpdate is a store into a map that depends on a look-up of the same key
// under an earlier lock: what others stored in between is overwritten. There is
// no data race.
type LostUpdate struct {
	Look, Store Access
	Lock        state.SyncFact // held twice, given up in between; unknown for a sync.Map
	// Computed is set if the value that is stored is computed from the one that
	// was looked up; else it is an object that others may have stored and use.
	Computed bool
}

// RangeInsertion is an insertion into a map by the loop that ranges over it, which
// goes on afterwards.
type RangeInsertion struct {
	Range  Access
	Insert Access
	At     token.Pos // in the loop: of Insert, or of the call that leads to it
	// Harmless is set if it mostly makes no difference whether the loop meets
	// the new entry: it would pass it over, or do again what it has done.
	Harmless bool
}

// RuntimeInternal is a use of the runtime's own representation of maps.
type RuntimeInternal struct {
	Pos     token.Pos
	What    string // "go:linkname to runtime.mapassign"
	Instead string // what the language or the standard library offers
}

// PerObjectAccess is an access by a goroutine that is started for each of many objects:
// a function makes the object, starts the goroutine and puts the object into a
// collection under a key that it was given. What these goroutines have in common
// is what the objects were given.
type PerObjectAccess struct {
	Access
	Thread *Thread
	Stored token.Pos // where the object is put into the collection
}

// ReachedLimit is a bound that a function has reached: more of What there is not looked
// at, so that nothing is said of it.
type ReachedLimit struct {
	Pos  token.Pos // of the function
	Func string
	What string
}
