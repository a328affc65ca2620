package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/state"
)

// The types here are what package detect finds in one function and its callees, without a
// second thread. Package conflict decides whether it is reported.

// FrozenWrite is a write in place to a map that was published through an atomic variable, a
// sync.Map, a context or the like. Readers take no lock, because they expect that a
// published map is only replaced.
type FrozenWrite struct {
	Write  Access
	Source string // what the map is published in: "atomic.Value", "sync.Map"
	// AfterPublication is set if the function publishes the map itself, at From, and writes
	// to it later. Otherwise From is where the function takes the map out of Source.
	AfterPublication bool
	From             token.Pos
	At               token.Pos // of Write, or of the call that leads to it
	// Thread is the goroutine that writes to a map of a request whose handler may have
	// returned; nil in other cases.
	Thread *Thread
}

// SharedMap is a map that an object shares with another one which a function has made from it.
type SharedMap struct {
	Access
	// OwnLocks are the fields with locks that each of the two objects has for itself, if
	// these are what is wrong; Way is the path from the object to the map then.
	OwnLocks []string
	Way      string
}

// Gift is a map that a function gives to others and keeps in a variable. The access is the
// map in that variable, at the instruction that gives it away.
type Gift struct {
	Access
	How string // what gives the map away: "send", "return"
	// Ours are the accesses of the giver that others can meet: those after it has given the
	// map away and, if the variable keeps the map, those at its next call.
	Ours []Access
	// Kept is set if the variable still holds the map when the giver returns.
	Kept bool
	// Theirs are the accesses of the receivers in this package. Unknown is set if there are
	// none: the receivers are expected to read the map.
	Theirs  []Access
	Unknown bool
	// Many is set if several receivers get the same map.
	Many bool
}

// LostUpdate is a store into a map that depends on a look-up of the same key in an earlier
// critical section of the same lock: it overwrites what others stored in between. There is no
// data race.
type LostUpdate struct {
	Look, Store Access
	Lock        state.SyncFact // held at both, released in between; unknown for a sync.Map
	// Computed is set if the stored value is computed from the one that was looked up.
	// Otherwise it is a new object, and others may have stored and used another.
	Computed bool
}

// RangeInsertion is an insertion into a map by the loop that ranges over the map, which
// continues after it.
type RangeInsertion struct {
	Range  Access
	Insert Access
	At     token.Pos // in the loop: of Insert, or of the call that leads to it
	// Harmless is set if it usually makes no difference whether the loop meets the new entry:
	// the loop would skip the entry, or repeat what it has done.
	Harmless bool
}

// RuntimeInternal is code that relies on the runtime's own representation of maps.
type RuntimeInternal struct {
	Pos     token.Pos
	What    string // "go:linkname to runtime.mapassign"
	Instead string // what the language or the standard library offers
}

// PerObjectAccess is a write by a goroutine that is started once for each of many objects: a
// function makes the object, starts the goroutine and puts the object into a collection under
// a key that it received. The goroutines share what the objects were given.
type PerObjectAccess struct {
	Access
	Thread *Thread
	Stored token.Pos // where the object is put into the collection
}

// CallbackWrite is a write by a function that unknown code is passed, and probably calls on several
// goroutines at once.
type CallbackWrite struct {
	Access
	Thread *Thread // the calls of the function
}
