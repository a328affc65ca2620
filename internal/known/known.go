// Package known holds tables of what functions and types of other people's packages mean to
// the analysis: which functions lock, start goroutines, wait, or read and write maps, and which
// are called on many goroutines at once by contract. It is data and lookups by go/types;
// packages trace, escape and context give it a meaning.
//
// What a library does is a row in one of the tables:
//
//	syncs.go      locks, waits, and functions that start goroutines or run one once
//	mapops.go     functions that read or write a map
//	atomics.go    operations of sync/atomic
//	contracts.go  types of functions and methods that a library calls on many goroutines
//	entries.go    interfaces of services, whose methods run for each request
//	frozen.go     functions whose results others have too
//	keeps.go      functions that keep what they receive
//	internals.go  functions of the runtime about maps
//
// The engine reads functions with source in the build from their bodies, so a row is needed
// only for the standard library and for what no body shows. A test checks that each row
// names something that exists.
package known

import (
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Kind says what a known function does.
type Kind uint8

const (
	None     Kind = iota
	Lock          // locks the receiver, as Effect.Mode says
	Unlock        // unlocks the receiver
	TryLock       // may lock the receiver
	Wait          // waits until the receiver is done (WaitGroup, errgroup)
	Done          // marks a unit of work of the receiver as done: WaitGroup.Done
	Add           // adds units of work: WaitGroup.Add
	Once          // runs argument Arg at most once
	Spawn         // runs argument Arg on another goroutine
	MapOps        // reads or writes the maps among its arguments
	Parallel      // lets the rest of a test run concurrently with its siblings: testing.T.Parallel
	Subtest       // testing.T.Run: runs argument Arg, in parallel if it calls Parallel
	Quiesce       // waits until no other goroutine of the test can go on: synctest.Wait
	Bubble        // runs argument Arg, and waits for all goroutines that it starts: synctest.Test
	Exit          // does not return
	Bound         // returns a value that stands for its receiver or argument
	Atomic        // reads or writes the scalar that argument 0 points to, as Ops[0] says
)

// Effect is what a known function does. The receiver of a method is argument 0. The zero Effect
// means that nothing is known.
type Effect struct {
	Kind   Kind
	Mode   state.Kind // of Lock, Unlock, TryLock
	Arg    int        // the function argument of Once, Spawn, Subtest, Bubble
	Many   bool       // Spawn: several goroutines may run the function at once
	Joined bool       // Spawn: Wait on the receiver waits for the function
	Waits  bool       // Spawn, if Joined is set: the call itself is that Wait
	Ops    []MapOp    // of MapOps
	Thread string     // Spawn: how a message calls the goroutine
}

// MapOp is one effect on the maps among the arguments.
type MapOp struct {
	Arg  int      // the map, or with Deep the value that may contain maps
	Op   state.Op // what is done to the map
	Deep Depth    // how far the function looks into the argument for maps
	Rest bool     // the same holds for all arguments after Arg: they are variadic
	Fmt  bool     // argument Arg-1 is a format whose verbs decide
}

// Depth is how far a function looks into a value.
type Depth uint8

const (
	Shallow Depth = iota // the argument itself
	Printed              // as fmt prints: structs, elements, pointers only at the top
	Encoded              // as encoding/json walks: exported fields, all pointers
	Whole                // as reflect.DeepEqual walks: everything
)

// Func returns what fn is known to do.
func Func(fn *types.Func) Effect {
	if fn == nil || fn.Pkg() == nil {
		return Effect{}
	}
	if listed[fn.Name()] { // making the full name needs memory
		name := fullName(fn)
		for _, table := range tables {
			if e, ok := table[name]; ok {
				return e
			}
		}
	}
	return atomicScalar(fn)
}

var tables = []map[string]Effect{syncs, spawners, mapOps}

// listed has the last parts of the names in the tables.
var listed = func() map[string]bool {
	out := map[string]bool{}
	for _, table := range tables {
		for name := range table {
			out[name[strings.LastIndexByte(name, '.')+1:]] = true
		}
	}
	return out
}()

// Locker returns what fn does if it is named like a method of sync.RWMutex and its type is a
// lock: see [IsLocker].
func Locker(fn *types.Func) Effect {
	sig, ok := fn.Type().(*types.Signature)
	if !ok || sig.Recv() == nil || sig.Params().Len() > 0 {
		return Effect{}
	}
	e, ok := lockMethods[fn.Name()]
	if !ok {
		return Effect{}
	}
	if !IsLocker(sig.Recv().Type()) {
		return Effect{}
	}
	return e
}

// IsLocker reports whether t is a lock: t, or a pointer to it, has methods Lock and Unlock
// without parameters.
func IsLocker(t types.Type) bool {
	for _, name := range []string{"Lock", "Unlock"} {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		m, ok := obj.(*types.Func)
		if !ok || m.Type().(*types.Signature).Params().Len() > 0 {
			return false
		}
	}
	return true
}

// lockMethods holds the methods of sync.RWMutex, which other locks imitate.
var lockMethods = map[string]Effect{
	"Lock":     {Kind: Lock, Mode: state.Write},
	"Unlock":   {Kind: Unlock, Mode: state.Write},
	"TryLock":  {Kind: TryLock, Mode: state.Write},
	"RLock":    {Kind: Lock, Mode: state.Read},
	"RUnlock":  {Kind: Unlock, Mode: state.Read},
	"TryRLock": {Kind: TryLock, Mode: state.Read},
}

// IsStd reports whether path is a package of the standard library, by the rule of the go
// command: the first element of any other path contains a dot.
//
// Assumes: path is not in the main module, whose path may have no dot.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// retains holds the functions of the standard library that keep the function they receive, to
// call it at an unknown time. All others call it before they return.
var retains = map[string]bool{
	"net/http.HandleFunc":             true,
	"(*net/http.ServeMux).HandleFunc": true,
	"flag.Func":                       true,
	"flag.BoolFunc":                   true,
	"(*flag.FlagSet).Func":            true,
	"(*flag.FlagSet).BoolFunc":        true,
	"(*testing.common).Cleanup":       true,
	"runtime.SetFinalizer":            true,
	"runtime.AddCleanup":              true,
	"expvar.Publish":                  true,
	"(*testing.F).Fuzz":               true,
	"testing.Benchmark":               true,
	"sync.OnceFunc":                   true,
	"sync.OnceValue":                  true,
	"sync.OnceValues":                 true,
}

// CallsNow reports whether fn, a function of the standard library that is not in the tables,
// calls the functions it receives before it returns and on the goroutine of its caller:
// sort.Slice, filepath.WalkDir, strings.Map and nearly all others do.
func CallsNow(fn *types.Func) bool {
	return fn.Pkg() != nil && IsStd(fn.Pkg().Path()) && !retains[fullName(fn)]
}
