// Package known says what functions of other people's packages mean to the
// analysis: which lock, which spawn, which wait, which read or write a map.
// It is data and a matcher over go/types; package summary gives it a meaning.
//
// A new spawner, lock, join or map operation of a library is one row in one of
// the tables here. What a function of a module does is read from its body
// (package summary), so rows are needed for the standard library and for what
// no body shows.
package known

import (
	"go/types"
	"strings"

	"github.com/mapconcur/mapconcur/internal/state"
)

// Kind says what sort of effect a known function has.
type Kind uint8

const (
	None     Kind = iota
	Lock          // locks the receiver in Effect.Mode
	Unlock        // unlocks the receiver
	TryLock       // may lock the receiver
	Wait          // waits for what released the receiver (WaitGroup, errgroup)
	Done          // releases the receiver
	Add           // announces work: WaitGroup.Add
	Once          // runs argument Arg at most once
	Spawn         // runs argument Arg on another goroutine
	MapOps        // reads or writes the maps among its arguments
	Parallel      // lets the rest of a test run beside its siblings
	Subtest       // testing.T.Run: runs argument Arg, in parallel if that asks for it
	Exit          // does not return
	Bound         // returns its receiver or argument Arg as another view
	Atomic        // reads or writes the word that argument 0 points to: Ops[0]
)

// Effect is what a known function does. Argument numbers count the receiver of
// a method as argument 0.
type Effect struct {
	Kind   Kind
	Mode   state.Kind // of Lock, Unlock, TryLock
	Arg    int        // the function argument of Once, Spawn, Subtest
	Many   bool       // Spawn: several goroutines may run the function at once
	Joined bool       // Spawn: Wait on the receiver waits for the function
	Waits  bool       // Joined: the call itself is that Wait
	Ops    []MapOp    // of MapOps
	Thread string     // Spawn: how a message calls the goroutine
}

// MapOp is one effect on the maps among the arguments.
type MapOp struct {
	Arg  int      // the map, or with Deep the value that may contain maps
	Op   state.Op //
	Deep Depth    // how far the function looks into the argument for maps
	Rest bool     // all arguments from Arg on, which are variadic
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
	if listed[fn.Name()] { // a full name is made anew each time
		name := fullName(fn)
		for _, table := range tables {
			if e, ok := table[name]; ok {
				return e
			}
		}
	}
	return atomicWord(fn)
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

// Locker returns what fn, a method without a body that can be read, does if it
// is a method of a lock: the type then has both Lock and Unlock, without
// parameters or results.
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

// IsLocker reports whether t is a lock: it, or a pointer to it, has methods
// Lock and Unlock without parameters.
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

// IsStd reports whether path is a package of the standard library, by the rule
// of the go command: the first element of other paths has a dot. The caller
// must know that path is not of the main module.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}

// retains names the functions of the standard library that keep the function
// which they are given, to call it at a time that nobody knows. All others
// call it before they return.
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

// CallsNow reports whether fn, a function of the standard library without an
// entry in the tables, calls the functions that it is given before it returns
// and on the goroutine of its caller: sort.Slice, filepath.WalkDir,
// strings.Map and nearly all others do.
func CallsNow(fn *types.Func) bool {
	return fn.Pkg() != nil && IsStd(fn.Pkg().Path()) && !retains[fullName(fn)]
}
