package ssaq

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/typeq"
)

// maxTable bounds the number of functions in a table whose calls are followed into each.
const maxTable = 32

// TableFuncs returns the functions that v may be if it is an element, or a field of an element,
// of a list that its function writes as a literal: steps, checks or handlers that are called one
// after the other. It does so, too, for a list or map that the package initializer writes and
// others only read: initial has the values of such variables.
func TableFuncs(v ssa.Value, initial map[*ssa.Global]ssa.Value) []ssa.Value {
	list, field := tableElement(v)
	if a, ok := LoadedAlloc(list); ok {
		list = SoleValue(a)
	}
	table := initial[LoadedGlobal(list)]
	if table != nil {
		list = table
	}
	var out []ssa.Value
	for _, f := range tableElements(list, field) {
		if f == nil || !typeq.IsFunc(f.Type()) {
			continue
		}
		if table != nil && !ofPackage(f) {
			return nil
		}
		out = append(out, f)
	}
	if len(out) > maxTable {
		return nil
	}
	return out
}

// ofPackage reports whether a function value captures nothing but package variables and what these
// hold.
func ofPackage(f ssa.Value) bool {
	mc, ok := f.(*ssa.MakeClosure)
	return !ok || !slices.ContainsFunc(mc.Bindings, func(v ssa.Value) bool {
		_, global := v.(*ssa.Global)
		return !global && LoadedGlobal(v) == nil
	})
}

// tableElements lists what a list or map literal has in its elements, or in a field of these.
func tableElements(list ssa.Value, field int) (out []ssa.Value) {
	if m, ok := list.(*ssa.MakeMap); ok {
		for _, r := range *m.Referrers() {
			if up, ok := r.(*ssa.MapUpdate); ok {
				out = append(out, fieldOf(up.Value, field))
			}
		}
		return out
	}
	if s, ok := list.(*ssa.Slice); ok {
		list = s.X
	}
	array, ok := list.(*ssa.Alloc)
	if !ok {
		return nil
	}
	for _, r := range *array.Referrers() {
		if elem, ok := r.(*ssa.IndexAddr); ok {
			out = append(out, elementFunc(elem, field))
		}
	}
	return out
}

// fieldOf returns what is stored in a field of a composite literal, and v itself if there is no
// field.
func fieldOf(v ssa.Value, field int) ssa.Value {
	if field < 0 {
		return v
	}
	lit, ok := LoadedAlloc(v)
	if !ok {
		return nil
	}
	return storedIn(*lit.Referrers(), field)
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
				if _, v = CountStores(a); v == nil {
					return nil, -1
				}
				break
			}
			if i, ok := f.X.(*ssa.IndexAddr); ok {
				return i.X, field
			}
		}
	}
	if x, ok := v.(*ssa.Extract); ok && x.Index == 0 {
		v = x.Tuple
	}
	if look, ok := v.(*ssa.Lookup); ok {
		return look.X, field
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
	_, v := CountStores(elem)
	if field < 0 {
		return v
	}
	refs := *elem.Referrers()
	if lit, ok := LoadedAlloc(v); ok {
		refs = *lit.Referrers()
	}
	return storedIn(refs, field)
}

// storedIn returns what is stored in a field by those who use its struct.
func storedIn(refs []ssa.Instruction, field int) ssa.Value {
	for _, r := range refs {
		if f, ok := r.(*ssa.FieldAddr); ok && f.Field == field {
			_, v := CountStores(f)
			return v
		}
	}
	return nil
}
