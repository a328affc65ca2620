package ssaq

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// A struct that a struct of the same package embeds by value is one object with it: its
// fields have the places that they would have if they were declared outside, as the
// language promotes them. It is a part of the outer struct.

// Step returns the place of field i of a struct, of type t or behind a pointer of type t,
// that lives at p.
func Step(p place.Place, t types.Type, i int) place.Place {
	st, owner := StructOf(t)
	if isPromoting(st, i) {
		return p
	}
	return p.Field(st.Field(i).Name(), owner)
}

// WayTo returns the step to a field as the paths of places have it.
func WayTo(fa *ssa.FieldAddr) string {
	return Step(place.Place{Kind: place.Value}, fa.X.Type(), fa.Field).Path
}

// StepAll is step for several fields, each within the one before.
func StepAll(p place.Place, t types.Type, path []int) place.Place {
	for _, i := range path {
		p = Step(p, t, i)
		st, _ := StructOf(t)
		t = st.Field(i).Type()
	}
	return p
}

// isPromoting reports whether field i of a struct is a part whose fields have places in
// the struct itself. That is not so if a name would mean two fields, and for a lock.
//
// Assumes: what is embedded from other packages, such as a WaitGroup, is used as a whole.
func isPromoting(st *types.Struct, i int) bool {
	f := st.Field(i)
	if !isPart(f) {
		return false
	}
	names := map[string]bool{}
	return distinct(st, names)
}

// isPart reports whether a field is a struct that is embedded by value, of the package
// that declares the field, and not a lock.
func isPart(f *types.Var) bool {
	if !f.Embedded() {
		return false
	}
	named, ok := types.Unalias(f.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != f.Pkg() {
		return false
	}
	_, ok = named.Underlying().(*types.Struct)
	return ok && !wrapsLock(named) && !(known.IsLocker(types.NewPointer(named)) && DeclaresLock(named))
}

// distinct notes the names of the fields of a struct and its parts, and reports whether
// each means one field.
func distinct(st *types.Struct, names map[string]bool) bool {
	for f := range st.Fields() {
		if isPart(f) {
			if !distinct(f.Type().Underlying().(*types.Struct), names) {
				return false
			}
			continue
		}
		if names[f.Name()] && f.Name() != "_" {
			return false
		}
		names[f.Name()] = true
	}
	return true
}

// OwnFields calls do for each field of a struct of type t and of its parts, with the way
// there.
func OwnFields(t types.Type, do func(f *types.Var, path []int)) {
	var walk func(t types.Type, path []int)
	walk = func(t types.Type, path []int) {
		st, _ := StructOf(t)
		if st == nil {
			return
		}
		for i := range st.NumFields() {
			way := append(path[:len(path):len(path)], i)
			if isPromoting(st, i) {
				walk(st.Field(i).Type(), way)
				continue
			}
			do(st.Field(i), way)
		}
	}
	walk(t, nil)
}

// HasField reports whether a field of a struct of type t, or of a part of it, is as wanted.
func HasField(t types.Type, wanted func(f *types.Var) bool) bool {
	found := false
	OwnFields(t, func(f *types.Var, _ []int) { found = found || wanted(f) })
	return found
}

// FieldNamed returns a field of a struct, or of a part of it, and the name of the type
// that declares it; nil if there is none of that name.
func FieldNamed(t types.Type, name string) (found *types.Var, owner string) {
	OwnFields(t, func(f *types.Var, path []int) {
		if f.Name() != name {
			return
		}
		in := t
		for _, i := range path[:len(path)-1] {
			st, _ := StructOf(in)
			in = st.Field(i).Type()
		}
		found = f
		_, owner = StructOf(in)
	})
	return found, owner
}

// WholeStruct returns the struct that x, the address of a part, belongs to; else x.
func WholeStruct(x ssa.Value) ssa.Value {
	for {
		fa, ok := x.(*ssa.FieldAddr)
		if !ok {
			return x
		}
		if st, _ := StructOf(fa.X.Type()); !isPromoting(st, fa.Field) {
			return x
		}
		x = fa.X
	}
}

// FieldAddrs lists the addresses that are taken of the fields of x, a struct by address,
// of its parts, and of the literals that these are given.
func FieldAddrs(x ssa.Value) []*ssa.FieldAddr {
	var out []*ssa.FieldAddr
	for _, r := range *x.Referrers() {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if st, _ := StructOf(fa.X.Type()); isPromoting(st, fa.Field) {
			for _, part := range partValues(fa) {
				out = append(out, FieldAddrs(part)...)
			}
			continue
		}
		out = append(out, fa)
	}
	return out
}

// partValues returns a part of a struct, and the literals that are assigned to it as a whole.
func partValues(part *ssa.FieldAddr) []ssa.Value {
	out := []ssa.Value{part}
	for _, r := range *part.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == part {
			if lit, ok := LoadedAlloc(st.Val); ok && lit.Comment == "complit" {
				out = append(out, lit)
			}
		}
	}
	return out
}

// FieldAt returns the field that an address is of, nil if it is of none.
func FieldAt(addr ssa.Value) *types.Var {
	if fa, ok := addr.(*ssa.FieldAddr); ok {
		st, _ := StructOf(fa.X.Type())
		return st.Field(fa.Field).Origin()
	}
	return nil
}
