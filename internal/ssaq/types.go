// Package ssaq answers questions about SSA form and types that need nothing but the
// instructions of one function: which blocks reach which, which condition decides what,
// what a variable holds that is assigned once, whether a type is a lock or leads to a
// map, which field a path of steps names.
//
// A question that needs the other functions of the package belongs in program, one that
// needs to know where an object lives in heap.
//
// Postdominators and control dependence are those of Ferrante, Ottenstein and Warren
// (TOPLAS 1987); strongly connected components are found by Tarjan's algorithm.
package ssaq

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// IsMap reports whether t is a map, or a type parameter that stands for maps.
func IsMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	if ok {
		return true
	}
	tp, ok := types.Unalias(t).(*types.TypeParam)
	return ok && coreIsMap(tp)
}

// coreIsMap reports whether all types of a type parameter's constraint are
// maps.
func coreIsMap(tp *types.TypeParam) bool {
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok || iface.NumEmbeddeds() == 0 {
		return false
	}
	for t := range iface.EmbeddedTypes() {
		if u, ok := t.(*types.Union); ok {
			if u.Len() != 1 {
				return false
			}
			t = u.Term(0).Type()
		}
		if _, ok := t.Underlying().(*types.Map); !ok {
			return false
		}
	}
	return true
}

func IsChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

func IsFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// IsSyncType reports whether a function that is given a value of type t can
// wait for a goroutine with it.
func IsSyncType(t types.Type) bool {
	t = Pointee(t)
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	return slices.Contains([]string{"sync.WaitGroup", "golang.org/x/sync/errgroup.Group", "sync.Cond"}, TypeName(t))
}

// Methodless reports whether values of type t are walked by reflection, not
// by methods of their own.
func Methodless(t types.Type, names ...string) bool {
	for _, n := range names {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, n); obj != nil {
			if _, ok := obj.(*types.Func); ok {
				return false
			}
		}
	}
	return true
}

// Pointee returns what t points to, or t itself.
func Pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// TypeName names a defined type with its package path, "" for others. An
// instance of a generic type has the name of its origin.
func TypeName(t types.Type) string {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return ""
	}
	obj := named.Origin().Obj()
	if obj.Pkg() == nil {
		return obj.Name()
	}
	return obj.Pkg().Path() + "." + obj.Name()
}

// StructOf returns the struct that t is or points to, and the name of its
// type.
func StructOf(t types.Type) (*types.Struct, string) {
	t = Pointee(t)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, ""
	}
	return st, TypeName(t)
}

// Refers reports whether a variable of type t names another object.
func Refers(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// isAtomic reports whether t is a type of sync/atomic, or of the package that many
// used before it had types.
func isAtomic(t types.Type) bool {
	name := TypeName(t)
	return strings.HasPrefix(name, "sync/atomic.") || strings.HasPrefix(name, "go.uber.org/atomic.")
}

// Closable reports whether objects of type t are started, or closed or stopped in
// the end.
func Closable(t types.Type) bool {
	return !Methodless(t, "Close") || !Methodless(t, "Stop") || !Methodless(t, "Shutdown") || !Methodless(t, "Start")
}

// Stateful reports whether the objects that t points to have a state of their own,
// which their users lock, wait for, count in or add to.
func Stateful(t types.Type) bool {
	return HasField(t, func(f *types.Var) bool {
		_, ok := f.Type().Underlying().(*types.Chan)
		return ok || IsLock(f.Type()) || IsMap(f.Type()) || isAtomic(f.Type())
	})
}

// IsError reports whether t is the type error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// IsIterator reports whether t is a function that yields values, as iter.Seq is.
func IsIterator(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 0 {
		return false
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Results().Len() == 1 && isBool(yield.Results().At(0).Type())
}

// IsLockable reports whether a function is a method of a type with methods Lock and Unlock.
func IsLockable(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	return recv != nil && known.IsLocker(types.NewPointer(Pointee(recv.Type())))
}

// LeadsToMap reports whether a result of type t can share a map or a lock with
// its callers.
func LeadsToMap(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface, *types.Struct, *types.Chan, *types.Slice:
		return true
	}
	return false
}

// HasMap reports whether a struct has a map within the given depth of structs.
func HasMap(t types.Type, depth int) bool {
	return depth > 0 && HasField(t, func(f *types.Var) bool {
		_, ptr := f.Type().Underlying().(*types.Pointer)
		return IsMap(f.Type()) || !ptr && HasMap(f.Type(), depth-1)
	})
}

// MayHoldMap reports whether t is a map, or a struct, or a pointer to one.
func MayHoldMap(t types.Type) bool {
	st, _ := StructOf(t)
	return st != nil || IsMap(t)
}

func GlobalName(g *ssa.Global) string {
	if g.Pkg == nil || g.Pkg.Pkg == nil {
		return g.Name()
	}
	return g.Pkg.Pkg.Path() + "." + g.Name()
}

// IsScalarVar reports whether variables of type t are numbers or bools.
func IsScalarVar(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0
}

// LeadsToTable reports whether t is a pointer to a struct with a map and without
// a lock, such as one publishes as a whole.
func LeadsToTable(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	return ok && HasMapField(st) && !hasLock(st)
}

func HasMapField(st *types.Struct) bool {
	return HasField(st, func(f *types.Var) bool { return IsMap(f.Type()) })
}

// HasMapGlobal reports whether a package has a map as package variable.
func HasMapGlobal(pkg *ssa.Package) bool {
	for _, m := range pkg.Members {
		if g, ok := m.(*ssa.Global); ok && IsMap(Pointee(g.Type())) {
			return true
		}
	}
	return false
}

func IsScalar(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// MaxWalk bounds the parts of a value that are looked at, since wide structs in
// wide structs have too many of them.
const MaxWalk = 5000

// IsQuery reports whether a function, or the one around a literal, returns more than
// an error or its receiver.
func IsQuery(fn *ssa.Function) bool {
	sig := Declared(fn).Signature
	for v := range sig.Results().Variables() {
		if TypeName(v.Type()) != "error" && !(sig.Recv() != nil && types.Identical(v.Type(), sig.Recv().Type())) {
			return true
		}
	}
	return false
}
