package typeq

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
)

// IsLock reports whether t is a sync.Mutex, a sync.RWMutex, or a type that wraps one. A
// pointer to a lock is not a lock.
func IsLock(t types.Type) bool {
	switch TypeName(t) {
	case "sync.Mutex", "sync.RWMutex":
		return true
	}
	return !isSyncOrAtomic(t) && WrapsLock(t)
}

// WrapsLock reports whether t is a struct whose purpose is to be a lock. There are three
// kinds: a struct that declares Lock and Unlock itself and reaches no map; one that gets
// both from an embedded lock and holds no reference to anything that they could protect;
// and one without these methods that consists of a lock alone.
func WrapsLock(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if !known.IsLocker(types.NewPointer(t)) {
		return !isOf(t, "sync") && isLockAlone(st) // sync.Cond has a Locker and is not a lock
	}
	if DeclaresLock(t) {
		return !ReachesMap(t)
	}
	return !hasReference(st)
}

// isLockAlone reports whether a struct consists of one lock and of types of sync and
// sync/atomic, which are safe without it.
func isLockAlone(st *types.Struct) bool {
	for f := range st.Fields() { // a cheap test, which most structs do not pass
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
		case !isSyncOrAtomic(f.Type()):
			return false
		}
	}
	return locks == 1
}

// hasReference reports whether a field of a struct, or of a struct that is a field by
// value, is a map or can lead to one.
func hasReference(st *types.Struct) bool {
	for f := range st.Fields() {
		switch u := f.Type().Underlying().(type) {
		case *types.Map, *types.Slice, *types.Pointer, *types.Interface:
			return true
		case *types.Struct:
			if !isSyncOrAtomic(f.Type()) && !isOf(f.Type(), "time") && hasReference(u) {
				return true
			}
		}
	}
	return false
}

func isSyncOrAtomic(t types.Type) bool { return isOf(t, "sync") || isOf(t, "sync/atomic") }

// isOf reports whether t is a named type of the package with the path.
func isOf(t types.Type, path string) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// DeclaresLock reports whether t declares methods Lock and Unlock itself, rather than
// having those of an embedded field.
func DeclaresLock(t types.Type) bool {
	for _, name := range []string{"Lock", "Unlock"} {
		if _, index, _ := types.LookupFieldOrMethod(types.NewPointer(t), true, nil, name); len(index) != 1 {
			return false
		}
	}
	return true
}

// hasLock reports whether a field of a struct, or a promoted one, is a lock or a pointer to
// a lock.
func hasLock(st *types.Struct) bool {
	return HasField(st, func(f *types.Var) bool { return IsLock(Pointee(f.Type())) })
}

// HasOwnLock reports whether a struct that t is or points to has a lock, or embeds a
// struct, or a pointer to one, that has a lock. The context of a request does not count.
func HasOwnLock(t types.Type) bool {
	st, _ := StructOf(t)
	if st == nil || known.IsRequestContext(t) {
		return false
	}
	return hasLock(st) || slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool {
		part, _ := StructOf(f.Type())
		return f.Embedded() && part != nil && hasLock(part)
	})
}
