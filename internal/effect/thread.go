package effect

import (
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Thread is a goroutine that a function starts and that may still run when the function
// returns. Package trace makes it, order decides whether it still runs.
type Thread struct {
	Name string // what a message calls it: "goroutine", "timer", …
	Pos  Pos    // where it is started
	Many bool   // several may run at once
	// ByContract is set if other people's code runs the function on many goroutines at once,
	// and the function under analysis hands it over.
	ByContract bool `wire:"-"`
	// Posted is set for a function that has no goroutine of its own: it was sent to an event
	// loop, which runs it in its turn.
	Posted bool
	// Parallel is set for a goroutine that starts only after the function that starts it has
	// returned: a parallel subtest, or a handler, which waits for its server.
	Parallel bool
	// Optional is set for a go statement under a condition without which the function goes on.
	Optional bool
	// StarterSucceeds is set if the function that starts the goroutine returns no error
	// after that. Package summary sets it, order reads it.
	StarterSucceeds bool `wire:"-"`
	// StartGuard is the variable that admits one start of the goroutine: the way to the start
	// leads over a test of it, and the function assigns a value that fails the test. It is
	// unknown if there is none.
	StartGuard place.Place `wire:"-"`
}

// AtMostOne reports whether at most one goroutine of the thread at a time uses what lives at
// p: its start guard belongs to the same object, or is a global.
func (t *Thread) AtMostOne(p place.Place) bool {
	g := t.StartGuard
	return g.Kind == place.Global || g.Known() && g.OnlyFields() && g.Root() == p.Root()
}

// Served reports whether the thread is one of the many executions of a handler, which run at
// once by contract.
func (t *Thread) Served() bool { return t != nil && t.Many && t.Parallel }

// Call is a call of a function value that the caller provides, as an argument or a captured
// variable. Callers instantiate it with the function that they pass. Package trace makes it.
type Call struct {
	Func   place.Place   // the parameter or captured variable that holds the function
	Args   []place.Place // the arguments, unknown ones included
	Sync   state.SyncSet // the locks and the order that hold at the call
	Thread int16         // who makes the call, like [Access.Thread]
	// Joined is set if the call has returned when the function returns, although another
	// goroutine makes it. That goroutine may go on after the call.
	Joined bool
}
