package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Declaration is what the declaration of a root says.
type Declaration struct {
	Method  bool // parameter 0 is a receiver
	Literal bool // a function literal
	Query   bool // of the function, as of a Site
	// Context is set for a function that is given a context.
	TakesContext bool
	// Locks is set for a method of a type that has methods Lock and Unlock, perhaps by
	// promotion: others can take the lock of the object.
	LockableReceiver bool
}

// Callers is what the package knows of who calls a root.
type Callers struct {
	// Invoked is set for a method of whose name the package calls one through an interface.
	Invoked bool
	// Within has the locks that all calls in the package hold, of an API.
	CallerLockset state.SyncSet
	// Handed is set for a callback that the package hands to a function value of which
	// it knows nothing, with no lock held. Early is set as well if that is while the object is made.
	HandedOut, DuringConstruction bool
	// Internal is set for an API of a package that only its own module can import.
	InternalPackage bool
}

// RootKind says who starts an execution.
type RootKind uint8

const (
	API       RootKind = iota // a function that anybody may call, at any time
	Main                      // main, which runs once
	Goroutine                 // a goroutine that is started here
	Entry                     // a function that is called many times at once, by contract
	Callback                  // a function that is given away: who calls it, and how, is unknown
)

// Root is where an execution starts.
type Root struct {
	Kind RootKind
	Name string
	Recv string    // the receiver's type
	Pos  token.Pos // of the function or of the start of the goroutine
	Declaration
	Callers
	Many   bool    // of a Goroutine
	Thread *Thread // of a Goroutine
}
