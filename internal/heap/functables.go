package heap

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// maxTable bounds the number of functions in a table whose calls are followed into each.
const maxTable = 32

// tableFuncs returns the functions that v may be if it is an element, or a field of an
// element, of a list that this function writes as a literal: steps, checks or handlers that
// are called one after the other.
func tableFuncs(h *Heap, v ssa.Value) []ssa.Value {
	list, field := tableElement(v)
	if a, ok := ssaq.LoadedAlloc(list); ok {
		list = h.Pkg.SoleValue(a)
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
		if f := elementFunc(elem, field); f != nil && typeq.IsFunc(f.Type()) {
			out = append(out, f)
		}
	}
	if len(out) > maxTable {
		return nil
	}
	return out
}

// tableElement returns the list of which v is an element, and the field of the element that v
// is, or -1 if v is the whole element.
func tableElement(v ssa.Value) (list ssa.Value, field int) {
	field = -1
	switch x := v.(type) {
	case *ssa.Field:
		v, field = x.X, x.Field
	case *ssa.UnOp:
		if f, ok := x.X.(*ssa.FieldAddr); ok && x.Op == token.MUL {
			field = f.Field
			if a, ok := f.X.(*ssa.Alloc); ok { // the variable of a range
				if _, v = ssaq.CountStores(a); v == nil {
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

// elementFunc returns what is stored in an element, or in a field of it. The composite
// literal that is copied into the element may have it.
func elementFunc(elem *ssa.IndexAddr, field int) ssa.Value {
	_, v := ssaq.CountStores(elem)
	if field < 0 {
		return v
	}
	refs := *elem.Referrers()
	if lit, ok := ssaq.LoadedAlloc(v); ok {
		refs = *lit.Referrers()
	}
	for _, r := range refs {
		if f, ok := r.(*ssa.FieldAddr); ok && f.Field == field {
			_, v := ssaq.CountStores(f)
			return v
		}
	}
	return nil
}
