// Package context says how the functions of a package are reached: which of them are thread
// roots and of which kind, how many threads run them at once, and with which locks their
// callers enter them. It goes from callers to callees.
//
// What belongs here: a new kind of thread root, or a new reason why callers hold a lock. That
// a library calls functions of some type on many goroutines is a row in package known.
// What does not: which locks a function itself holds (package order), and which functions
// call each other (package program). The name is the term of points-to analysis; the package
// has nothing to do with the package context of the standard library.
package context

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// RootOf returns the thread root that a function is, nil if all its callers are seen.
func RootOf(fs *order.Flows, fn *ssa.Function) *effect.Root {
	kind, isRoot := kindOf(fs, fn)
	if !isRoot {
		return nil
	}
	r := NewRoot(fn)
	r.Kind = kind
	switch kind {
	case effect.Entry:
		r.Count = effect.Several
		r.Thread = &effect.Thread{Name: fs.EntryName(fn), Pos: effect.Pos{P: fn.Pos()}, Many: true}
	case effect.Callback:
		r.HandedOut, r.DuringConstruction = givenToUnknown(fs, fn)
	case effect.API:
		r.Alone = runsAlone(fn) && fs.Of[fn].WaitsInLoop() || closesOwn(fs.Of[fn])
		r.CallerLockset, r.InternalPackage = fs.CallerLocksets[fn], isInternal(fs.Types.Path())
	}
	r.Invoked = r.Method && fs.InvokedNames[fn.Name()]
	return r
}

// kindOf returns the kind of root that a function is, and whether it is a root.
func kindOf(fs *order.Flows, fn *ssa.Function) (effect.RootKind, bool) {
	isLiteral, inMain := fn.Parent() != nil, fs.Types.Name() == "main"
	called := len(fs.Sites[fn]) > 0 || fs.Tests.Called[fn]
	switch {
	case !isLiteral && inMain && fn.Name() == "main":
		return effect.Main, true
	case fn.Synthetic != "":
		return 0, false
	case !isLiteral && fs.EntryName(fn) != "": // what a literal does, the function around it does too
		return effect.Entry, true
	case fs.AddressTaken[fn]:
		return effect.Callback, true
	case isLiteral:
		return effect.Callback, !called
	case ast.IsExported(fn.Name()) && !inMain && hasExportedReceiver(fn):
		return effect.API, true
	case called:
		return 0, false
	}
	if recv := ssaq.RecvName(fn); recv != "" && !hasExportedReceiver(fn) && !givenOut(fs)[recv] {
		return effect.Callback, true // called through an interface, where the calls are not seen
	}
	return effect.API, true
}

// isInternal reports whether an import path has an element "internal".
func isInternal(path string) bool { return slices.Contains(strings.Split(path, "/"), "internal") }

// givenOut returns the types of the objects that leave the package: exported functions
// return them, or functions whose address is taken, such as the factory of a plugin.
func givenOut(fs *order.Flows) map[string]bool {
	if fs.GivenOutTypes != nil {
		return fs.GivenOutTypes
	}
	fs.GivenOutTypes = map[string]bool{}
	for fn := range fs.Summaries {
		if fn.Parent() != nil || !ast.IsExported(fn.Name()) && !fs.AddressTaken[fn] {
			continue
		}
		for ret := range ssaq.ReturnsOf(fn) {
			for _, res := range ret.Results {
				for _, v := range fs.Of[fn].Stored(res) {
					fs.GivenOutTypes[typeq.TypeName(typeq.Pointee(ssaq.Unboxed(v).Type()))] = true
				}
			}
		}
	}
	return fs.GivenOutTypes
}

// LeavesPackage reports whether code of other packages may have an object of a type of this one:
// it is given out, it is in an interface or in a variable or field that they can name, or a struct
// embeds it.
//
// False negative: it is an element of such a variable.
func LeavesPackage(fs *order.Flows, name string) bool {
	is := func(t types.Type) bool { return typeq.TypeName(typeq.Pointee(t)) == name }
	for _, n := range fs.Types.Scope().Names() {
		obj := fs.Types.Scope().Lookup(n)
		if _, ok := obj.(*types.Var); ok && obj.Exported() && is(obj.Type()) {
			return true
		}
		if st, ok := obj.Type().Underlying().(*types.Struct); ok && slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool { return (f.Exported() || f.Embedded()) && is(f.Type()) }) {
			return true
		}
	}
	for _, fn := range fs.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			if boxed, ok := instr.(*ssa.MakeInterface); ok && is(boxed.X.Type()) {
				return true
			}
		}
	}
	return givenOut(fs)[name]
}

// hasExportedReceiver reports whether fn is a function without receiver, or a method of a
// type that other packages can name.
func hasExportedReceiver(fn *ssa.Function) bool {
	name := ssaq.RecvName(fn)
	return name == "" || ast.IsExported(name[strings.LastIndexByte(name, '.')+1:])
}

// NewRoot returns the root that a function is. Its kind is left to the caller.
func NewRoot(fn *ssa.Function) *effect.Root {
	return &effect.Root{
		Name: fn.Name(), Pos: fn.Pos(), Recv: ssaq.RecvName(fn),
		Declaration: effect.Declaration{
			Method: fn.Signature.Recv() != nil, OnValue: onValue(fn), Literal: fn.Parent() != nil, TakesContext: escape.TakesContext(fn), Query: ssaq.IsQuery(fn), LockableReceiver: ssaq.IsLockerMethod(fn),
		},
	}
}

// onValue reports whether a function is a method whose receiver is a struct.
func onValue(fn *ssa.Function) bool {
	if fn.Signature.Recv() == nil {
		return false
	}
	_, ok := fn.Signature.Recv().Type().Underlying().(*types.Struct)
	return ok
}

// LeadingTo returns the positions of the thread roots that lead to a function, the function
// itself included: by calls, or because they start a goroutine that leads there. A function
// that starts several goroutines is taken to lead there by all of them.
func LeadingTo(fs *order.Flows, fn *ssa.Function) []token.Pos {
	if out, ok := fs.LeadingTo[fn]; ok {
		return out
	}
	var out []token.Pos
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if fn == nil || seen[fn] {
			return
		}
		seen[fn] = true
		if _, isRoot := kindOf(fs, fn); isRoot {
			out = append(out, fn.Pos())
		}
		for _, s := range fs.Sites[fn] {
			if s.Instr == nil && fs.Of[s.Caller] != nil {
				for ev := range fs.Of[s.Caller].AllEvents() {
					for i := range ev.Threads {
						out = append(out, ev.Threads[i].Pos.At())
					}
				}
			}
			add(s.Caller)
		}
		add(fn.Parent())
	}
	add(fn)
	fs.LeadingTo[fn] = out
	return out
}

// AfterInit returns the functions that can run after the initialisation of the package:
// those that functions with other callers than init functions lead to.
func AfterInit(fs *order.Flows) []*ssa.Function {
	var out []*ssa.Function
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		if fs.Of[fn] != nil {
			out = append(out, fn)
		}
		for _, c := range fs.Callees(fn) {
			add(c)
		}
	}
	for _, fn := range slices.Concat(fs.Funcs, slices.Concat(fs.LoneTests...)) {
		if fs.AddressTaken[fn] || isCalledFromOutside(fs, fn) {
			add(fn)
		}
	}
	return out
}

// isCalledFromOutside reports whether other packages, or the runtime, can call a function.
func isCalledFromOutside(fs *order.Flows, fn *ssa.Function) bool {
	if fn.Parent() != nil || fn.Synthetic != "" {
		return false
	}
	return ast.IsExported(fn.Name()) || fn.Name() == "main" && fs.Types.Name() == "main"
}
