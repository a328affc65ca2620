// Package typeq answers questions about types that go/types leaves open: whether a type is
// a map or a lock, what a value of it can lead to, which fields of a struct are promoted.
//
// A question belongs here if its input is a type, a field or a name and its answer needs
// no code. A question about an instruction belongs in ssaq. A question about a function
// or type of another module, asked by its name, belongs in known.
package typeq

import (
	"go/types"
	"slices"
	"strings"
)

// IsMap reports whether t is a map type or a type parameter whose type set has maps only.
func IsMap(t types.Type) bool {
	if _, ok := t.Underlying().(*types.Map); ok {
		return true
	}
	param, ok := types.Unalias(t).(*types.TypeParam)
	return ok && hasMapsOnly(param)
}

// hasMapsOnly reports whether each element of a type parameter's constraint is a map, or a
// union with a map as its only term.
//
// False negative: a union of several map types; a constraint that embeds such an interface.
func hasMapsOnly(param *types.TypeParam) bool {
	iface, ok := param.Constraint().Underlying().(*types.Interface)
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

// IsChan reports whether the underlying type of t is a channel.
func IsChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}

// IsFunc reports whether the underlying type of t is a function.
func IsFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// IsIterator reports whether t is a function that yields values, as iter.Seq and iter.Seq2
// are: its only parameter is a function that returns a bool.
func IsIterator(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 0 {
		return false
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Results().Len() == 1 && isBool(yield.Results().At(0).Type())
}

// IsError reports whether t is the predeclared type error.
func IsError(t types.Type) bool { return types.Identical(t, types.Universe.Lookup("error").Type()) }

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// IsBasic reports whether the underlying type of t is a basic type: a bool, a number, a
// string or an unsafe.Pointer.
func IsBasic(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}

// IsIntOrBool reports whether the underlying type of t is an integer or a bool.
func IsIntOrBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&(types.IsInteger|types.IsBoolean) != 0
}

// IsSliceOfInterfaces reports whether t is a slice whose elements are interfaces.
func IsSliceOfInterfaces(t types.Type) bool {
	s, ok := t.Underlying().(*types.Slice)
	return ok && types.IsInterface(s.Elem())
}

// IsReference reports whether a copy of a value of type t denotes the same object as the
// value: t is a map, a pointer or an interface.
func IsReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface:
		return true
	}
	return false
}

// Pointee returns the type that t points to, and t itself if t is not a pointer.
func Pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// TypeName returns the name of a defined type with its package path, and "" for other
// types. An instance of a generic type has the name of its origin.
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

// StructOf returns the struct type that t is or points to, and the name of the type that
// has it as its underlying type. It returns nil and "" for other types.
func StructOf(t types.Type) (*types.Struct, string) {
	t = Pointee(t)
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return nil, ""
	}
	return st, TypeName(t)
}

// HasMethod reports whether t, or a pointer to t, has a method with one of the names.
func HasMethod(t types.Type, names ...string) bool {
	return slices.ContainsFunc(names, func(name string) bool {
		obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		_, ok := obj.(*types.Func)
		return ok
	})
}

// HasLifecycle reports whether objects of type t have a method that starts or ends their
// work.
func HasLifecycle(t types.Type) bool { return HasMethod(t, "Close", "Stop", "Shutdown", "Start") }

// IsJoinType reports whether a function that receives a value of type t, or a pointer to
// one, can wait for a goroutine with it.
func IsJoinType(t types.Type) bool {
	t = Pointee(t)
	return IsChan(t) || slices.Contains([]string{"sync.WaitGroup", "golang.org/x/sync/errgroup.Group", "sync.Cond"}, TypeName(t))
}

// isAtomic reports whether t is a type of sync/atomic, or of go.uber.org/atomic, which
// many programs used before sync/atomic declared types.
func isAtomic(t types.Type) bool {
	name := TypeName(t)
	return strings.HasPrefix(name, "sync/atomic.") || strings.HasPrefix(name, "go.uber.org/atomic.")
}

// HasRequestParam reports whether a function has a parameter of type *http.Request.
func HasRequestParam(sig *types.Signature) bool {
	for v := range sig.Params().Variables() {
		if TypeName(Pointee(v.Type())) == "net/http.Request" {
			return true
		}
	}
	return false
}
