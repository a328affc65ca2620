package effect

// Path leads from a thread root to an access: how the thread begins, the calls on the way,
// and the access as the last step. Package callpath finds it, report puts it into words.
type Path []Step

// Step is one step of a path, made by one function.
type Step struct {
	Kind StepKind
	Func string // the function: "Cache.Get", or "Serve$1" for a literal in it
	Pos  Pos
	// Callee is the function that Func calls, or that a new thread runs.
	Callee string
	// Thread is the thread that the step starts, nil for other steps. Its position differs
	// from that of the step if the callee starts it.
	Thread *Thread
	Locks  []string // held by Func at this step, named as Func can name them
}

// StepKind says what a function does at a step.
type StepKind uint8

const (
	ByAnyone   StepKind = iota // anybody may call the function, at any time
	ByMain                     // the program begins with the function
	ByTest                     // the function is a test
	ByContract                 // other people's code calls the function many times at once
	ByCallback                 // the function is passed on: who calls it is unknown
	ByCallers                  // functions call it of which the path says nothing
	Calls                      // it calls Callee
	Defers                     // it calls Callee when it returns
	Passes                     // it passes Callee to a function that calls it
	Starts                     // it starts Thread, which runs Callee
	Accesses                   // it makes the access
)
