package alias

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A Sibling is an object that a function makes from another of the same type, as a copy or
// field by field. It has the maps of the original until another map is assigned.
type Sibling struct {
	Made *ssa.Alloc
	From place.Place
	At   ssa.Instruction
	// given has, for an object that is made field by field, the fields that it has from the
	// original; nil for a copy.
	given map[int]bool
}

// Siblings lists the objects that the function makes from others of the same type,
// which its caller knows.
func Siblings(h *heap.Heap) []Sibling {
	var out []Sibling
	for _, st := range heap.AllOf[*ssa.Store](h) {
		if a, ok := st.Addr.(*ssa.Alloc); ok && isStruct(a) {
			if _, param := st.Val.(*ssa.Parameter); param {
				continue
			}
			if from := escape.Original(h, st.Val); from.Known() && from.Kind != place.Local {
				out = append(out, Sibling{Made: a, From: from, At: st})
			}
		}
	}
	for _, a := range heap.AllOf[*ssa.Alloc](h) {
		if d, ok := madeFrom(h, a); ok {
			out = append(out, d)
		}
	}
	return out
}

func isStruct(a *ssa.Alloc) bool {
	_, ok := typeq.Pointee(a.Type()).Underlying().(*types.Struct)
	return ok
}

// madeFrom returns the sibling that a composite literal makes: it takes some of its fields from
// one other object of the same type.
func madeFrom(h *heap.Heap, a *ssa.Alloc) (Sibling, bool) {
	if a.Comment != "complit" || !isStruct(a) {
		return Sibling{}, false
	}
	d := Sibling{Made: a, given: map[int]bool{}}
	for _, fa := range ssaq.FieldAddrs(a) {
		n, val := ssaq.CountStores(fa)
		load, ok := val.(*ssa.UnOp)
		if n != 1 || !ok {
			continue
		}
		of, ok := load.X.(*ssa.FieldAddr)
		if !ok || of.Field != fa.Field || !types.Identical(typeq.Pointee(of.X.Type()), typeq.Pointee(a.Type())) {
			continue
		}
		p := h.Place(of.X)
		if !p.Known() || p.Kind == place.Local || d.From.Known() && p != d.From {
			continue
		}
		d.From, d.At = p, load
		d.given[fa.Field] = true
	}
	return d, len(d.given) > 0
}

// has reports whether the sibling has the field of the original at a path.
func (d *Sibling) has(path []int) bool {
	if d.given != nil {
		return d.given[path[0]]
	}
	return !ssaq.AssignsPath(d.Made, path)
}

// OwnsLock reports whether a field is a lock that the sibling does not share with the
// original.
func (d *Sibling) OwnsLock(field *types.Var, path []int) bool {
	st := typeq.Pointee(d.Made.Type()).Underlying().(*types.Struct)
	if _, ptr := st.Field(path[0]).Type().Underlying().(*types.Pointer); ptr && len(path) > 1 {
		return false
	}
	if typeq.IsLock(field.Type()) {
		return true
	}
	ptr, ok := field.Type().Underlying().(*types.Pointer)
	return ok && typeq.IsLock(ptr.Elem()) && !d.has(path) && ssaq.AssignsPath(d.Made, path)
}

// EachSharedMap calls do for each map that the sibling and the original both have, in
// a field or behind a pointer in one.
func (d *Sibling) EachSharedMap(t types.Type, do func(p place.Place, expr string)) {
	typeq.EachField(t, func(field *types.Var, path []int) {
		if !d.has(path) {
			return
		}
		p := ssaq.StepAll(d.From, t, path)
		if typeq.IsMap(field.Type()) {
			do(p, field.Name())
			return
		}
		if ptr, ok := field.Type().Underlying().(*types.Pointer); ok && !typeq.HasOwnLock(ptr) {
			typeq.EachField(ptr.Elem(), func(inner *types.Var, path []int) {
				if typeq.IsMap(inner.Type()) {
					do(ssaq.StepAll(p, ptr, path), field.Name()+"."+inner.Name())
				}
			})
		}
	})
}
