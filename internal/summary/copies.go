package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// returnsCopy returns the variable of which every return gives the value, or the
// address, as result i, if it is a copy of a struct in which the function has assigned some
// fields: what it returns is not the original any more, but shares the rest.
func (b *builder) returnsCopy(i int) *ssa.Alloc {
	var found *ssa.Alloc
	for ret := range returnsOf(b.fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range b.stored(ret.Results[i]) {
			if isZero(v) {
				continue // beside an error
			}
			a := changedCopy(v)
			if a == nil || found != nil && a != found {
				return nil
			}
			found = a
		}
	}
	return found
}

// isZero reports whether v is the zero value of its type.
func isZero(v ssa.Value) bool {
	if c, ok := v.(*ssa.Const); ok {
		return c.Value == nil
	}
	a, ok := loadedAlloc(v)
	if !ok {
		return false
	}
	return !slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool { u, load := r.(*ssa.UnOp); return !load || u != v })
}

// changedCopy returns the variable that v is the value, or the address, of, if it
// is a copy of a struct with some fields assigned.
func changedCopy(v ssa.Value) *ssa.Alloc {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok || onlyStore(a) == nil {
		return nil
	}
	if st, _ := structOf(a.Type()); st == nil || !assignsPart(a) {
		return nil
	}
	return a
}

// assignsPart reports whether some instruction assigns a field of v, a local
// struct or a part of one, or a field of such a field.
func assignsPart(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		fa, ok := r.(*ssa.FieldAddr)
		return ok && (assignsPath(v, []int{fa.Field}) || assignsPart(fa))
	})
}

// sharedFields lists the fields that a copy shares with its original, as parts of
// the object at to.
func (b *builder) sharedFields(a *ssa.Alloc, to place.Place) []Alias {
	from := b.export(b.place(onlyStore(a)))
	if !from.Known() {
		return nil
	}
	var out []Alias
	steps := 0
	bothFields(a.Type(), nil, to, from, func(f *types.Var, path []int, to, from place.Place) bool {
		_, part := f.Type().Underlying().(*types.Struct)
		switch {
		case steps > maxWalk || !leadsToMap(f.Type()) || assignsPath(a, path) || len(out) >= maxStores:
			return false
		case part:
			steps++
			return true
		}
		out = append(out, Alias{From: to, To: from})
		return false
	})
	return out
}

// bothFields calls f for each field of type t's struct, and of the structs in it for
// which f returns true: with the way there and its places in two such structs.
func bothFields(t types.Type, path []int, to, from place.Place, f func(field *types.Var, path []int, to, from place.Place) bool) {
	st, _ := structOf(t)
	for i := range st.NumFields() {
		field, way := st.Field(i), append(path[:len(path):len(path)], i)
		to, from := step(to, t, i), step(from, t, i)
		if to.Known() && from.Known() && f(field, way, to, from) {
			bothFields(field.Type(), way, to, from, f)
		}
	}
}

// copyRoot returns the local struct that x is, or is a part of by value, and the
// fields that lead to that part, if these are no more than a place may have.
func copyRoot(x ssa.Value) (*ssa.Alloc, []int) {
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

// assignsPath reports whether some instruction assigns the field that path leads
// to from v, a local struct or a part of one; to assign a part assigns its fields.
func assignsPath(v ssa.Value, path []int) bool {
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
		if len(path) > 1 && assignsPath(fa, path[1:]) {
			return true
		}
	}
	return false
}
