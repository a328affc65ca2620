package detect

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// A key is a key of a map: a value, or what fields lead to from there, as in t.id.name.
type key struct {
	of     ssa.Value // nil if the function does not know the key
	fields []int
}

// keyOf returns a value of a function as a key. A field of a struct that the function makes, or
// has a callee make, is what is assigned to it, if that is done once.
func keyOf(h *heap.Heap, v ssa.Value) key { return fieldsOf(h, v, nil, maxStructs) }

// maxStructs bounds the structs that [fieldsOf] goes into.
const maxStructs = 4

// fieldsOf returns the key to which fields lead from a value.
func fieldsOf(h *heap.Heap, v ssa.Value, fields []int, depth int) key {
	v = ssaq.ThroughCell(ssaq.Unboxed(v))
	switch x := v.(type) {
	case *ssa.UnOp:
		if fa, ok := x.X.(*ssa.FieldAddr); ok && x.Op == token.MUL {
			return fieldsOf(h, fa.X, slices.Concat([]int{fa.Field}, fields), depth)
		}
	case *ssa.FieldAddr:
		if len(fields) > 0 { // a struct within a struct
			return fieldsOf(h, x.X, slices.Concat([]int{x.Field}, fields), depth)
		}
	case *ssa.Alloc:
		if val, rest := soleFieldValue(x, fields); val != nil && depth > 0 {
			return fieldsOf(h, val, rest, depth-1)
		}
	case *ssa.Call:
		t := h.Target(x.Common())
		if len(fields) == 0 || depth == 0 || !heap.Follows(h, t) {
			break
		}
		if made := soleResult(t.Fn); made != nil {
			if k := fieldsOf(h.Pkg.Of[t.Fn], made, fields, depth-1); len(k.fields) == 0 {
				return k.in(h, t)
			}
		}
	}
	return key{v, fields}
}

// soleResult returns the result of a function that has one result and returns in one place.
func soleResult(fn *ssa.Function) (sole ssa.Value) {
	for ret := range ssaq.ReturnsOf(fn) {
		if ret.Block() == fn.Recover {
			continue
		}
		if sole != nil || len(ret.Results) != 1 {
			return nil
		}
		sole = ret.Results[0]
	}
	return sole
}

// soleFieldValue returns what a function assigns to one of the first of the fields of a struct
// that it makes, if it does so exactly once, and the rest of the fields.
func soleFieldValue(a *ssa.Alloc, fields []int) (sole ssa.Value, rest []int) {
	assigned := 0
	var in func(addr ssa.Value, fields []int)
	in = func(addr ssa.Value, fields []int) {
		if len(fields) == 0 {
			return
		}
		for _, r := range *addr.Referrers() {
			fa, ok := r.(*ssa.FieldAddr)
			if !ok || fa.Field != fields[0] {
				continue
			}
			if n, val := ssaq.CountStores(fa); n > 0 {
				assigned, sole, rest = assigned+n, val, fields[1:]
			}
			in(fa, fields[1:])
		}
	}
	in(a, fields)
	if assigned != 1 {
		return nil, nil
	}
	return sole, rest
}

// in returns a key of a callee in terms of its caller, which has the heap h.
func (k key) in(h *heap.Heap, t heap.Target) key {
	v := t.Actual(k.of)
	if v == nil {
		return key{}
	}
	return fieldsOf(h, v, k.fields, maxStructs)
}

// same reports whether two keys of a function are equal.
func (k key) same(l key) bool {
	return escape.SameValue(k.of, l.of) && slices.Equal(k.fields, l.fields)
}
