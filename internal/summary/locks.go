package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// lockPlace returns the place of a lock. A lock behind a stored pointer or an
// interface may be the same object as one with another name.
func (b *builder) lockPlace(v ssa.Value) place.Place {
	v = wholeLock(v)
	p := b.place(v)
	switch v.(type) {
	case *ssa.Alloc, *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Global, *ssa.Parameter, *ssa.FreeVar:
	default:
		p.Wild = p.Kind != place.Local || p.Path != ""
	}
	if _, ok := v.Type().Underlying().(*types.Interface); ok {
		p.Wild = true
	}
	return p
}

// wholeLock returns the lock that v is a part of: that a wrapper counts, or
// checks for deadlocks, what it hands on to a mutex in it is its own affair.
func wholeLock(v ssa.Value) ssa.Value {
	for {
		fa, ok := v.(*ssa.FieldAddr)
		if !ok || !wrapsLock(pointee(fa.X.Type())) {
			return v
		}
		v = fa.X
	}
}

// wrapsLock reports whether t is a lock made of another: it has Lock and Unlock
// and no map that its lock could be for.
func wrapsLock(t types.Type) bool {
	st, ok := t.Underlying().(*types.Struct)
	if !ok || !known.IsLocker(types.NewPointer(t)) {
		return false
	}
	for i := range st.NumFields() {
		switch st.Field(i).Type().Underlying().(type) {
		case *types.Map, *types.Slice, *types.Pointer, *types.Interface:
			return false
		}
	}
	return true
}

// isLock reports whether t is a mutex itself, not a pointer to one.
func isLock(t types.Type) bool {
	switch typeName(t) {
	case "sync.Mutex", "sync.RWMutex":
		return true
	}
	return false
}

// hasLock reports whether a field of a struct is a lock.
func hasLock(st *types.Struct) bool {
	return slices.ContainsFunc(slices.Collect(st.Fields()), func(f *types.Var) bool { return isLock(pointee(f.Type())) })
}
