package heap

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// maxTable bounds how many functions a table may have for its calls to be
// followed into each of them.
const maxTable = 32

// tabled returns the functions that v, an element of a list which this function
// writes as a literal or a field of such an element, may be: steps, checks,
// handlers that are called one after the other.
func tabled(b *Heap, v ssa.Value) []ssa.Value {
	list, field := element(v)
	if a, ok := ssaq.LoadedAlloc(list); ok {
		list = b.Pkg.SoleStore(a)
	}
	if s, ok := list.(*ssa.Slice); ok {
		list = s.X
	}
	array, ok := list.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var out []ssa.Value
	for _, r := range *array.Referrers() {
		elem, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		if f := entry(elem, field); f != nil && ssaq.IsFunc(f.Type()) {
			out = append(out, f)
		}
	}
	if len(out) > maxTable {
		return nil
	}
	return out
}

// element returns the list of which v is an element, and the field of the
// element if it is that, else -1.
func element(v ssa.Value) (list ssa.Value, field int) {
	field = -1
	switch x := v.(type) {
	case *ssa.Field:
		v, field = x.X, x.Field
	case *ssa.UnOp:
		if f, ok := x.X.(*ssa.FieldAddr); ok && x.Op == token.MUL {
			field = f.Field
			if a, ok := f.X.(*ssa.Alloc); ok { // the variable of a range
				if _, v = ssaq.Stores(a); v == nil {
					return nil, -1
				}
				break
			}
			if i, ok := f.X.(*ssa.IndexAddr); ok {
				return i.X, field
			}
		}
	}
	if load, ok := v.(*ssa.UnOp); ok && load.Op == token.MUL {
		if i, ok := load.X.(*ssa.IndexAddr); ok {
			return i.X, field
		}
	}
	return nil, -1
}

// entry returns what is stored at an element, or at a field of it: there, or in
// the composite literal that is copied there.
func entry(elem *ssa.IndexAddr, field int) ssa.Value {
	_, v := ssaq.Stores(elem)
	if field < 0 {
		return v
	}
	refs := *elem.Referrers()
	if lit, ok := ssaq.LoadedAlloc(v); ok {
		refs = *lit.Referrers()
	}
	for _, r := range refs {
		if f, ok := r.(*ssa.FieldAddr); ok && f.Field == field {
			_, v := ssaq.Stores(f)
			return v
		}
	}
	return nil
}
