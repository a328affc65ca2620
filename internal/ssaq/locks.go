package ssaq

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
)

// wrapsLock reports whether t is a lock made of another: it has Lock and Unlock
// and no map that its lock could be for. A type that declares both methods itself is there
// to be a lock, whatever it needs for that; so is one with nothing in it that its lock
// could be for, whatever the methods are called.
func wrapsLock(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if !known.IsLocker(types.NewPointer(t)) {
		return !isOf(t, "sync") && onlyLock(st) // a Cond is not its lock
	}
	if DeclaresLock(t) {
		return !ReachesMap(t, 0)
	}
	return !hasReference(st)
}

// onlyLock reports whether a struct consists of one lock, and of what is safe without it.
func onlyLock(st *types.Struct) bool {
	for f := range st.Fields() { // most structs are seen to be more at once
		switch f.Type().Underlying().(type) {
		case *types.Struct, *types.Pointer, *types.Interface, *types.Chan:
		default:
			return false
		}
	}
	locks := 0
	for f := range st.Fields() {
		switch {
		case IsLock(f.Type()):
			locks++
		case !isOf(f.Type(), "sync") && !isOf(f.Type(), "sync/atomic"):
			return false
		}
	}
	return locks == 1
}

// isOf reports whether t is a named type of the package with that path.
func isOf(t types.Type, path string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// hasReference reports whether a struct has maps or refers to others that may, itself or by
// the structs in it.
func hasReference(st *types.Struct) bool {
	for f := range st.Fields() {
		switch u := f.Type().Underlying().(type) {
		case *types.Map, *types.Slice, *types.Pointer, *types.Interface:
			return true
		case *types.Struct:
			own := !isOf(f.Type(), "sync") && !isOf(f.Type(), "sync/atomic") && !isOf(f.Type(), "time")
			if own && hasReference(u) {
				return true
			}
		}
	}
	return false
}

// DeclaresLock reports whether a type has methods Lock and Unlock of its own, not those of
// an embedded field.
func DeclaresLock(t types.Type) bool {
	for _, name := range []string{"Lock", "Unlock"} {
		if _, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name); len(index) != 1 {
			return false
		}
	}
	return true
}

// ReachesMap reports whether a value of type t may lead to a map of this module. What
// types of the standard library need for themselves, such as loggers, does not count.
func ReachesMap(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && known.IsStd(named.Obj().Pkg().Path()) {
		return false
	}
	if depth > 4 {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Map, *types.TypeParam:
		return true
	case *types.Pointer:
		return ReachesMap(u.Elem(), depth+1)
	case *types.Slice:
		return ReachesMap(u.Elem(), depth+1)
	case *types.Array:
		return ReachesMap(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if ReachesMap(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}

// IsLock reports whether t is a mutex itself, or a type that is there to wrap one, not a
// pointer to one.
func IsLock(t types.Type) bool {
	switch TypeName(t) {
	case "sync.Mutex", "sync.RWMutex":
		return true
	}
	return !isOf(t, "sync") && !isOf(t, "sync/atomic") && wrapsLock(t)
}

// hasLock reports whether a field of a struct is a lock.
func hasLock(st *types.Struct) bool {
	return HasField(st, func(f *types.Var) bool { return IsLock(Pointee(f.Type())) })
}

// LocksItself reports whether a struct, or what t points to, has a lock, or embeds one
// that has.
func LocksItself(t types.Type) bool {
	st, _ := StructOf(t)
	if st == nil || known.IsRequestContext(t) {
		return false
	}
	return hasLock(st) || slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool {
		part, _ := StructOf(f.Type())
		return f.Embedded() && part != nil && hasLock(part)
	})
}

// WholeLock returns the lock that v is a part of: that a wrapper counts, or
// checks for deadlocks, what it hands on to a mutex in it is its own affair.
func WholeLock(v ssa.Value) ssa.Value {
	for {
		part := v
		if load, ok := part.(*ssa.UnOp); ok { // of a pointer or an interface
			part = load.X
		}
		fa, ok := part.(*ssa.FieldAddr)
		if !ok || !wrapsLock(Pointee(fa.X.Type())) {
			return v
		}
		v = fa.X
	}
}
