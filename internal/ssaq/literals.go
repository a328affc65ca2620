package ssaq

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// IsCompositeLiteral reports whether v is the value of a composite literal that
// initialises a variable.
func IsCompositeLiteral(v ssa.Value) bool {
	lit, ok := LoadedAlloc(v)
	return ok && InitialisedBy(lit) != nil
}

// InitialisedBy returns the variable whose only value as a whole is the composite literal
// at lit, nil if there is none.
func InitialisedBy(lit *ssa.Alloc) *ssa.Alloc {
	load := soleLoad(lit)
	if load == nil || len(*load.Referrers()) != 1 {
		return nil
	}
	st, ok := (*load.Referrers())[0].(*ssa.Store)
	if !ok || st.Val != load {
		return nil
	}
	v, ok := st.Addr.(*ssa.Alloc)
	if !ok || len(OtherStores(v, st)) > 0 {
		return nil
	}
	return v
}

// soleLoad returns the instruction that reads the value of a struct literal. It returns
// nil if there are several, or if the literal's address is used for more than that and for
// its fields.
func soleLoad(lit *ssa.Alloc) *ssa.UnOp {
	if _, ok := typeq.Pointee(lit.Type()).Underlying().(*types.Struct); !ok || lit.Comment != "complit" {
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
