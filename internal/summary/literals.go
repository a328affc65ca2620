package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// In "p := T{…}" go/ssa makes the value in a struct of its own and stores that in p. This
// is no copy: nobody has the first struct any more. Both are one object here, that of
// the variable, as in "p := &T{…}".

// variable names the local object that a is, which for the value of a composite literal is
// the variable that it initialises.
func (b *builder) variable(a *ssa.Alloc) place.Place {
	if v := initialised(a); v != nil {
		return b.local(v)
	}
	return b.local(a)
}

// initialised returns the variable of which the literal that is made in lit is the only
// value as a whole, nil if there is none.
func initialised(lit *ssa.Alloc) *ssa.Alloc {
	load := soleLoad(lit)
	if load == nil || len(*load.Referrers()) != 1 {
		return nil
	}
	st, ok := (*load.Referrers())[0].(*ssa.Store)
	if !ok || st.Val != load {
		return nil
	}
	v, ok := st.Addr.(*ssa.Alloc)
	if !ok || slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		o, ok := r.(*ssa.Store)
		return ok && o.Addr == v && o != st
	}) {
		return nil
	}
	return v
}

// isLiteral reports whether v is the value of a composite literal that initialises a
// variable.
func isLiteral(v ssa.Value) bool {
	lit, ok := loadedAlloc(v)
	return ok && initialised(lit) != nil
}

// soleLoad returns the instruction that reads the value of a struct literal, if it is
// read only once, as a whole, and not used otherwise.
func soleLoad(lit *ssa.Alloc) *ssa.UnOp {
	if _, ok := pointee(lit.Type()).Underlying().(*types.Struct); !ok || lit.Comment != "complit" {
		return nil
	}
	var load *ssa.UnOp
	for _, r := range *lit.Referrers() {
		switch r := r.(type) {
		case *ssa.UnOp:
			if r.Op != token.MUL || load != nil {
				return nil
			}
			load = r
		case *ssa.FieldAddr, *ssa.DebugRef:
		case *ssa.Store:
			if r.Addr != lit {
				return nil
			}
		default:
			return nil
		}
	}
	return load
}
