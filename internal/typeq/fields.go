package typeq

import (
	"go/types"

	"github.com/mapconcur/mapconcur/internal/known"
)

// A struct and the structs of the same package that it embeds by value are one object to
// this analysis: the fields of the embedded ones, which Go promotes, have the places that
// they would have if the outer struct declared them. Such an embedded struct is a part of
// the outer one.

// IsPromoted reports whether field i of a struct is a part, whose fields have their places
// in the outer struct. A field is not a part if one name would then mean two fields, or if
// it is a lock.
//
// Assumes: a program uses an embedded struct of another package, such as a WaitGroup, as a
// whole.
func IsPromoted(st *types.Struct, i int) bool {
	return isPart(st.Field(i)) && addFieldNames(st, map[string]bool{})
}

// isPart reports whether a field is an embedded struct of the package that declares the
// field, by value, and not a lock.
func isPart(f *types.Var) bool {
	if !f.Embedded() {
		return false
	}
	named, ok := types.Unalias(f.Type()).(*types.Named)
	if !ok || named.Obj().Pkg() != f.Pkg() {
		return false
	}
	if _, ok := named.Underlying().(*types.Struct); !ok || WrapsLock(named) {
		return false
	}
	return !known.IsLocker(types.NewPointer(named)) || !DeclaresLock(named)
}

// addFieldNames adds the names of the fields of a struct and its parts to names. It
// reports whether no name occurred twice.
func addFieldNames(st *types.Struct, names map[string]bool) (distinct bool) {
	for f := range st.Fields() {
		if isPart(f) {
			if !addFieldNames(f.Type().Underlying().(*types.Struct), names) {
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

// EachField calls do for each field of the struct that t is or points to, and of its
// parts, with the indexes of the fields that lead to it from t. It does not call do for
// the parts themselves.
func EachField(t types.Type, do func(f *types.Var, path []int)) {
	var walk func(t types.Type, path []int)
	walk = func(t types.Type, path []int) {
		st, _ := StructOf(t)
		if st == nil {
			return
		}
		for i := range st.NumFields() {
			path := append(path[:len(path):len(path)], i)
			if IsPromoted(st, i) {
				walk(st.Field(i).Type(), path)
				continue
			}
			do(st.Field(i), path)
		}
	}
	walk(t, nil)
}

// HasField reports whether wanted is true of a field of the struct that t is or points
// to, or of a field of its parts.
func HasField(t types.Type, wanted func(f *types.Var) bool) bool {
	found := false
	EachField(t, func(f *types.Var, _ []int) { found = found || wanted(f) })
	return found
}

// FieldNamed returns the field with a name of the struct that t is or points to, or of its
// parts, and the name of the type that declares it. It returns nil if there is none.
func FieldNamed(t types.Type, name string) (found *types.Var, owner string) {
	EachField(t, func(f *types.Var, path []int) {
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
