package effect

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Root is a thread root: where an execution starts. Package context makes those of functions,
// summary those of goroutines; conflict pairs what they reach.
type Root struct {
	Kind RootKind
	Name string    // the function, or what a message calls the goroutine
	Recv string    // the type of the receiver: "pkg.T"
	Pos  token.Pos // of the function, or where the goroutine is started
	Declaration
	Callers
	// StartedBy are the functions that start a goroutine, themselves or in callees: what they
	// do may come before. The positions are those of their roots, in no particular order.
	StartedBy []token.Pos
	Count     Multiplicity // how many executions of a Goroutine or an Entry may run at once
	Thread    *Thread      // of a Goroutine or an Entry, else nil
}

// Many reports whether several executions of a goroutine or an entry run at once, as far as the
// function shows that starts them.
func (r *Root) Many() bool { return r.Count == Several }

// Multiplicity says how many executions of a root may run at once.
type Multiplicity uint8

const (
	One      Multiplicity = iota
	Several               // the function that starts them shows their order, or a contract says so
	EachCall              // one for each call of the function that starts it, and nobody orders the calls
)

// RootKind says who starts an execution.
type RootKind uint8

const (
	API       RootKind = iota // a function that anybody may call at any time
	Main                      // main, which runs once
	Goroutine                 // a goroutine that the package starts
	Entry                     // a function that is called many times at once, by contract
	Callback                  // a function that is passed on: when and where it runs is unknown
)

// Declaration is what the declaration of a root says.
type Declaration struct {
	Method       bool // parameter 0 is a receiver
	OnValue      bool // the receiver is not a pointer: each call has a copy of the object
	Literal      bool // the root is a function literal
	Query        bool // like [Site.Query], for the root itself
	TakesContext bool // a parameter is a context.Context
	// LockableReceiver is set for a method whose receiver has methods Lock and Unlock,
	// perhaps promoted ones: callers can hold the lock of the object.
	LockableReceiver bool
	// Alone is set for a function that usually runs once for each object: it waits for events or
	// time in a loop, or closes a channel of its receiver, which nobody can do twice.
	Alone bool
}

// Callers is what the package knows about the callers of a root.
type Callers struct {
	// Invoked is set for a method if the package calls a method of that name through an
	// interface.
	Invoked bool
	// CallerLockset are the locks that all calls of an API within the package hold.
	CallerLockset state.SyncSet
	// HandedOut is set for a callback that the package passes, without holding a lock, to a
	// function value of which it knows nothing.
	HandedOut bool
	// DuringConstruction is set as well if it is passed only while its object is made.
	DuringConstruction bool
	// InternalPackage is set for an API of a package that only its own module can import.
	InternalPackage bool
}
