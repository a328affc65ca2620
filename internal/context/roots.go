// Package context says how the functions of a package are reached: which are thread roots
// and of which kind, how many of them run at once, with which locks their callers enter
// them. It goes from the callers to the callees, to a fixed point.
//
// A new kind of thread root, or a new reason to know the locks of callers, belongs here.
// The word is that of points-to analysis; nothing here has to do with the package context
// of the standard library.
package context

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// RootOf returns the root that a function is, nil if all its callers are seen.
func RootOf(e *order.Flows, fn *ssa.Function) *effect.Root {
	r := NewRoot(fn)
	called := len(e.Sites[fn]) > 0 || e.Tests.Called[fn]
	switch {
	case fn.Parent() == nil && fn.Name() == "main" && e.In.Pkg.Name() == "main":
		r.Kind = effect.Main
	case fn.Synthetic != "":
		return nil
	case fn.Parent() == nil && e.EntryName(fn) != "": // what a literal does the function around it has
		r.Kind, r.Many = effect.Entry, true
		r.Thread = &effect.Thread{Name: e.EntryName(fn), Pos: effect.Pos{P: fn.Pos()}, Many: true}
	case fn.Parent() != nil || e.Taken[fn]:
		if called && !e.Taken[fn] {
			return nil
		}
		r.Kind = effect.Callback
	case !ast.IsExported(fn.Name()) || e.In.Pkg.Name() == "main" || !exportedReceiver(fn):
		if called {
			return nil
		}
		if recv := ssaq.RecvName(fn); recv != "" && !exportedReceiver(fn) && !givenOut(e)[recv] {
			r.Kind = effect.Callback // through an interface, of which nobody sees the calls
		}
	}
	if r.Kind == effect.Callback {
		r.HandedOut, r.DuringConstruction = handedOut(e, fn)
	}
	if r.Kind == effect.API {
		r.CallerLockset, r.InternalPackage = e.CallerLocksets[fn], isInternal(e.In.Pkg.Path())
	}
	r.Invoked = r.Method && e.Invoked[fn.Name()]
	return r
}

// isInternal reports whether the import path is one below a directory "internal".
func isInternal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

// givenOut returns the types of the objects that exported functions return, and those
// that are given away, such as the factory of a plugin.
func givenOut(e *order.Flows) map[string]bool {
	if e.Given != nil {
		return e.Given
	}
	e.Given = map[string]bool{}
	for fn := range e.Summaries {
		if fn.Parent() != nil || !ast.IsExported(fn.Name()) && !e.Taken[fn] {
			continue
		}
		for ret := range ssaq.ReturnsOf(fn) {
			for _, res := range ret.Results {
				for _, v := range e.Of[fn].Stored(res) {
					e.Given[ssaq.TypeName(ssaq.Pointee(ssaq.Unboxed(v).Type()))] = true
				}
			}
		}
	}
	return e.Given
}

// exportedReceiver reports whether fn is a function, or a method of a type
// that other packages can name.
func exportedReceiver(fn *ssa.Function) bool {
	name := ssaq.RecvName(fn)
	return name == "" || ast.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}

// NewRoot returns the root that a function is; its kind is for the caller to
// say.
func NewRoot(fn *ssa.Function) *effect.Root {
	return &effect.Root{
		Name: fn.Name(), Pos: fn.Pos(), Recv: ssaq.RecvName(fn),
		Declaration: effect.Declaration{
			Method: fn.Signature.Recv() != nil, Literal: fn.Parent() != nil, TakesContext: escape.TakesContext(fn), Query: ssaq.IsQuery(fn), LockableReceiver: ssaq.IsLockable(fn),
		},
	}
}

// AfterInit lists the functions that can run when the package has been
// initialised: all that something else than an init function leads to.
func AfterInit(e *order.Flows) []*ssa.Function {
	var out []*ssa.Function
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		if e.Of[fn] != nil {
			out = append(out, fn)
		}
		for _, c := range e.Callees(fn) {
			add(c)
		}
	}
	for _, fn := range slices.Concat(e.Funcs, slices.Concat(e.Alone...)) {
		name := fn.Name()
		if e.Taken[fn] || fn.Parent() == nil && fn.Synthetic == "" && (ast.IsExported(name) || name == "main" && e.In.Pkg.Name() == "main") {
			add(fn)
		}
	}
	return out
}
