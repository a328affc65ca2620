package detect

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A derived object is one that a function makes from another of the same type, as a copy or
// field by field. It has the maps of the original until another map is assigned.
type derived struct {
	a    *ssa.Alloc
	from place.Place
	at   ssa.Instruction
	// given has, for an object that is made field by field, the fields that it has from the
	// original; nil for a copy.
	given map[int]bool
}

// relocked lists the maps that a derived object shares with the original although it has a
// lock of its own: two locks guard one map then.
func relocked(f *order.Flow) []effect.SharedMap {
	var out []effect.SharedMap
	for _, d := range derivedObjects(f) {
		t := typeq.Pointee(d.a.Type())
		var locks []string
		typeq.EachField(t, func(field *types.Var, path []int) {
			if d.ownsLock(field, path) {
				locks = append(locks, ssaq.StepAll(d.from, t, path).Owner)
			}
		})
		if len(locks) == 0 || !leavesFunction(d.a) {
			continue
		}
		d.eachSharedMap(t, func(p place.Place, expr string) {
			a := effect.Access{Op: state.OpRead, Place: p, LoadedSteps: -1, Site: f.SiteOf(d.at, expr, p)}
			out = append(out, effect.SharedMap{Access: a, OwnLocks: locks, Way: p.Rest(d.from).Path})
		})
	}
	return out
}

// derivedObjects lists the objects that the function makes from others of the same type,
// which its caller knows.
func derivedObjects(f *order.Flow) []derived {
	var out []derived
	for _, st := range heap.AllOf[*ssa.Store](f.Heap) {
		if a, ok := st.Addr.(*ssa.Alloc); ok && isStruct(a) {
			if _, param := st.Val.(*ssa.Parameter); param {
				continue
			}
			if from := escape.Original(f.Heap, st.Val); from.Known() && from.Kind != place.Local {
				out = append(out, derived{a: a, from: from, at: st})
			}
		}
	}
	for _, a := range heap.AllOf[*ssa.Alloc](f.Heap) {
		if d, ok := madeFrom(f, a); ok {
			out = append(out, d)
		}
	}
	return out
}

func isStruct(a *ssa.Alloc) bool {
	_, ok := typeq.Pointee(a.Type()).Underlying().(*types.Struct)
	return ok
}

// madeFrom returns the derived object that a composite literal makes: some of its fields are
// those of one other object.
func madeFrom(f *order.Flow, a *ssa.Alloc) (derived, bool) {
	if a.Comment != "complit" || !isStruct(a) {
		return derived{}, false
	}
	d := derived{a: a, given: map[int]bool{}}
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
		p := f.Place(of.X)
		if !p.Known() || p.Kind == place.Local || d.from.Known() && p != d.from {
			continue
		}
		d.from, d.at = p, load
		d.given[fa.Field] = true
	}
	return d, len(d.given) > 0
}

// has reports whether the derived object has the field of the original at a path.
func (d *derived) has(path []int) bool {
	if d.given != nil {
		return d.given[path[0]]
	}
	return !ssaq.AssignsPath(d.a, path)
}

// ownsLock reports whether a field is a lock that the derived object does not share with the
// original.
func (d *derived) ownsLock(field *types.Var, path []int) bool {
	st := typeq.Pointee(d.a.Type()).Underlying().(*types.Struct)
	if _, ptr := st.Field(path[0]).Type().Underlying().(*types.Pointer); ptr && len(path) > 1 {
		return false
	}
	if typeq.IsLock(field.Type()) {
		return true
	}
	ptr, ok := field.Type().Underlying().(*types.Pointer)
	return ok && typeq.IsLock(ptr.Elem()) && !d.has(path) && ssaq.AssignsPath(d.a, path)
}

// eachSharedMap calls do for each map that the derived object and the original both have, in
// a field or behind a pointer in one.
func (d *derived) eachSharedMap(t types.Type, do func(p place.Place, expr string)) {
	typeq.EachField(t, func(field *types.Var, path []int) {
		if !d.has(path) {
			return
		}
		p := ssaq.StepAll(d.from, t, path)
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
