package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/state"
)

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
	Signature
	Callers
	Many   bool    // of a Goroutine
	Thread *Thread // of a Goroutine
}

// Signature is what the declaration of a root says.
type Signature struct {
	Method  bool // parameter 0 is a receiver
	Literal bool // a function literal
	Query   bool // of the function, as of a Site
	// Context is set for a function that is given a context.
	Context bool
	// Locks is set for a method of a type that has methods Lock and Unlock, perhaps by
	// promotion: others can take the lock of the object.
	Locks bool
}

// Callers is what the package knows of who calls a root.
type Callers struct {
	// Invoked is set for a method of whose name the package calls one through an interface.
	Invoked bool
	// Within has the locks that all calls in the package hold, of an API.
	Within state.Marks
	// Handed is set for a callback that the package hands to a function value of which
	// it knows nothing, with no lock held. Early is set as well if that is while the object is made.
	Handed, Early bool
	// Internal is set for an API of a package that only its own module can import.
	Internal bool
}

// rootOf returns the root that a function is, nil if all its callers are seen.
func (e *engine) rootOf(fn *ssa.Function) *Root {
	r := newRoot(fn)
	called := len(e.sites[fn]) > 0 || e.tests.called[fn]
	switch {
	case fn.Parent() == nil && fn.Name() == "main" && e.in.Pkg.Name() == "main":
		r.Kind = Main
	case fn.Synthetic != "":
		return nil
	case fn.Parent() == nil && e.entryName(fn) != "": // what a literal does the function around it has
		r.Kind, r.Many = Entry, true
		r.Thread = &Thread{Name: e.entryName(fn), Pos: Pos{p: fn.Pos()}, Many: true}
	case fn.Parent() != nil || e.taken[fn]:
		if called && !e.taken[fn] {
			return nil
		}
		r.Kind = Callback
	case !ast.IsExported(fn.Name()) || e.in.Pkg.Name() == "main" || !exportedReceiver(fn):
		if called {
			return nil
		}
		if recv := recvName(fn); recv != "" && !exportedReceiver(fn) && !e.givenOut()[recv] {
			r.Kind = Callback // through an interface, of which nobody sees the calls
		}
	}
	if r.Kind == Callback {
		r.Handed, r.Early = e.handedOut(fn)
	}
	if r.Kind == API {
		r.Within, r.Internal = e.within[fn], isInternal(e.in.Pkg.Path())
	}
	r.Invoked = r.Method && e.invoked[fn.Name()]
	return r
}

// isInternal reports whether the import path is one below a directory "internal".
func isInternal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

// givenOut returns the types of the objects that exported functions return, and those
// that are given away, such as the factory of a plugin.
func (e *engine) givenOut() map[string]bool {
	if e.given != nil {
		return e.given
	}
	e.given = map[string]bool{}
	for fn := range e.sums {
		if fn.Parent() != nil || !ast.IsExported(fn.Name()) && !e.taken[fn] {
			continue
		}
		for ret := range returnsOf(fn) {
			for _, res := range ret.Results {
				for _, v := range e.builders[fn].stored(res) {
					e.given[typeName(pointee(unboxed(v).Type()))] = true
				}
			}
		}
	}
	return e.given
}

// exportedReceiver reports whether fn is a function, or a method of a type
// that other packages can name.
func exportedReceiver(fn *ssa.Function) bool {
	name := recvName(fn)
	return name == "" || ast.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}

// recvName names the type of a method's receiver, or of that of the method
// around a literal; "" if there is none.
func recvName(fn *ssa.Function) string {
	recv := declared(fn).Signature.Recv()
	if recv == nil {
		return ""
	}
	return typeName(pointee(recv.Type()))
}

// newRoot returns the root that a function is; its kind is for the caller to
// say.
func newRoot(fn *ssa.Function) *Root {
	return &Root{
		Name: fn.Name(), Pos: fn.Pos(), Recv: recvName(fn),
		Signature: Signature{
			Method: fn.Signature.Recv() != nil, Literal: fn.Parent() != nil, Context: takesContext(fn), Query: isQuery(fn), Locks: isLockable(fn),
		},
	}
}

// isLockable reports whether a function is a method of a type with methods Lock and Unlock.
func isLockable(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv != nil && known.IsLocker(types.NewPointer(pointee(recv.Type())))
}

// isQuery reports whether a function, or the one around a literal, returns more than
// an error or its receiver.
func isQuery(fn *ssa.Function) bool {
	sig := declared(fn).Signature
	for v := range sig.Results().Variables() {
		if typeName(v.Type()) != "error" && !(sig.Recv() != nil && types.Identical(v.Type(), sig.Recv().Type())) {
			return true
		}
	}
	return false
}
