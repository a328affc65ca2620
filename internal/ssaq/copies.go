package ssaq

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// ChangedCopy returns the local variable whose value or address v is, if the variable is
// a copy of a struct of which the function assigns some fields. It returns nil otherwise.
func ChangedCopy(v ssa.Value) *ssa.Alloc {
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		v = load.X
	}
	a, ok := v.(*ssa.Alloc)
	if !ok || SoleValue(a) == nil {
		return nil
	}
	if st, _ := typeq.StructOf(a.Type()); st == nil || !AssignsPart(a) {
		return nil
	}
	return a
}

// LocalRoot returns the local variable that x is the address of, or that has x as the
// address of a field by value, and the indexes of the fields that lead there. It returns
// nil for another address and for one with more fields than a place may have.
func LocalRoot(x ssa.Value) (*ssa.Alloc, []int) {
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

// AssignsPart reports whether the function assigns a field of the local struct at addr, or
// a field of one that it has by value.
func AssignsPart(addr ssa.Value) bool {
	return slices.ContainsFunc(*addr.Referrers(), func(r ssa.Instruction) bool {
		fa, ok := r.(*ssa.FieldAddr)
		return ok && (AssignsPath(addr, []int{fa.Field}) || AssignsPart(fa))
	})
}

// AssignsPath reports whether the function assigns the field to which a path of indexes
// leads from the local struct at addr, or a struct on that path, which has the field.
func AssignsPath(addr ssa.Value, path []int) bool {
	for _, r := range *addr.Referrers() {
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
