package typeq

import (
	"go/types"

	"github.com/mapconcur/mapconcur/internal/known"
)

// MayShareMap reports whether a value of type t can give its holder a map, or a lock, that
// another holder of a copy of the value uses too. It looks at the kind of t only.
//
// False positive: a struct without maps, a pointer to a number.
func MayShareMap(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface, *types.Struct, *types.Chan, *types.Slice:
		return true
	}
	return false
}

// maxReach bounds the types within types that ReachesMap looks at.
const maxReach = 4

// ReachesMap reports whether a value of type t leads to a map, through pointers, elements
// and fields.
//
// Assumes: the maps in types of the standard library, such as loggers, serve these types
// alone.
// False negative: a map behind an interface, a function or a channel.
func ReachesMap(t types.Type) bool { return reachesMap(t, 0) }

func reachesMap(t types.Type, depth int) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && known.IsStd(named.Obj().Pkg().Path()) {
		return false
	}
	if depth > maxReach {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Map, *types.TypeParam:
		return true
	case *types.Pointer:
		return reachesMap(u.Elem(), depth+1)
	case *types.Slice:
		return reachesMap(u.Elem(), depth+1)
	case *types.Array:
		return reachesMap(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if reachesMap(f.Type(), depth+1) {
				return true
			}
		}
	}
	return false
}

// IsMapOrStruct reports whether t is a map, a struct or a pointer to a struct.
func IsMapOrStruct(t types.Type) bool {
	st, _ := StructOf(t)
	return st != nil || IsMap(t)
}

// HasMapField reports whether a field of a struct, or a promoted one, is a map.
func HasMapField(st *types.Struct) bool {
	return HasField(st, func(f *types.Var) bool { return IsMap(f.Type()) })
}

// HasNestedMap reports whether a field of a struct of type t is a map, or a field of a
// struct that is a field by value, and so on for depth levels of structs.
func HasNestedMap(t types.Type, depth int) bool {
	return depth > 0 && HasField(t, func(f *types.Var) bool {
		_, ptr := f.Type().Underlying().(*types.Pointer)
		return IsMap(f.Type()) || !ptr && HasNestedMap(f.Type(), depth-1)
	})
}

// IsSnapshotPointer reports whether t is a pointer to a struct that has a map and no lock.
// Programs publish such structs as a whole and replace them instead of changing them.
func IsSnapshotPointer(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	st, ok := p.Elem().Underlying().(*types.Struct)
	return ok && HasMapField(st) && !hasLock(st)
}

// Stateful reports whether a struct that t is or points to has a field that its users
// lock, wait for, count in or add to: a channel, a lock, a map or an atomic.
func Stateful(t types.Type) bool {
	return HasField(t, func(f *types.Var) bool {
		return IsChan(f.Type()) || IsLock(f.Type()) || IsMap(f.Type()) || isAtomic(f.Type())
	})
}

// MaxParts bounds the fields and elements that a walk through the parts of a type looks
// at: wide structs within wide structs have too many.
const MaxParts = 5000
