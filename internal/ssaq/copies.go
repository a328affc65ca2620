package ssaq

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// IsZero reports whether v is the zero value of its type.
func IsZero(v ssa.Value) bool {
	if c, ok := v.(*ssa.Const); ok {
		return c.Value == nil
	}
	a, ok := LoadedAlloc(v)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool { u, load := r.(*ssa.UnOp); return !load || u != v })
}

// ChangedCopy returns the variable that v is the value, or the address, of, if it
// is a copy of a struct with some fields assigned.
func ChangedCopy(v ssa.Value) *ssa.Alloc {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok || OnlyStore(a) == nil {
		return nil
	}
	if st, _ := StructOf(a.Type()); st == nil || !AssignsPart(a) {
		return nil
	}
	return a
}

// AssignsPart reports whether some instruction assigns a field of v, a local
// struct or a part of one, or a field of such a field.
func AssignsPart(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		fa, ok := r.(*ssa.FieldAddr)
		return ok && (AssignsPath(v, []int{fa.Field}) || AssignsPart(fa))
	})
}

// BothFields calls f for each field of type t's struct, and of the structs in it for
// which f returns true: with the way there and its places in two such structs.
func BothFields(t types.Type, path []int, to, from place.Place, f func(field *types.Var, path []int, to, from place.Place) bool) {
	st, _ := StructOf(t)
	for i := range st.NumFields() {
		field, way := st.Field(i), append(path[:len(path):len(path)], i)
		to, from := Step(to, t, i), Step(from, t, i)
		if to.Known() && from.Known() && f(field, way, to, from) {
			BothFields(field.Type(), way, to, from, f)
		}
	}
}

// CopyRoot returns the local struct that x is, or is a part of by value, and the
// fields that lead to that part, if these are no more than a place may have.
func CopyRoot(x ssa.Value) (*ssa.Alloc, []int) {
	var path []int
	for range 2 * place.MaxSteps {
		switch v := x.(type) {
		case *ssa.Alloc:
			slices.Reverse(path)
			return v, path
		case *ssa.FieldAddr:
			path = append(path, v.Field)
			x = v.X
		default:
			return nil, nil
		}
	}
	return nil, nil
}

// AssignsPath reports whether some instruction assigns the field that path leads
// to from v, a local struct or a part of one; to assign a part assigns its fields.
func AssignsPath(v ssa.Value, path []int) bool {
	for _, r := range *v.Referrers() {
		fa, ok := r.(*ssa.FieldAddr)
		if !ok || fa.Field != path[0] {
			continue
		}
		for _, u := range *fa.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Addr == fa {
				return true
			}
		}
		if len(path) > 1 && AssignsPath(fa, path[1:]) {
			return true
		}
	}
	return false
}
