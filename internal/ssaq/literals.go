package ssaq

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// Initialised returns the variable of which the literal that is made in lit is the only
// value as a whole, nil if there is none.
func Initialised(lit *ssa.Alloc) *ssa.Alloc {
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

// IsLiteral reports whether v is the value of a composite literal that initialises a
// variable.
func IsLiteral(v ssa.Value) bool {
	lit, ok := LoadedAlloc(v)
	return ok && Initialised(lit) != nil
}

// soleLoad returns the instruction that reads the value of a struct literal, if it is
// read only once, as a whole, and not used otherwise.
func soleLoad(lit *ssa.Alloc) *ssa.UnOp {
	if _, ok := Pointee(lit.Type()).Underlying().(*types.Struct); !ok || lit.Comment != "complit" {
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
