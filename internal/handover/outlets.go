package handover

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// outlet is a map that a function returns, itself or as a part of something else.
type outlet struct {
	place      place.Place     // where it lives
	load       ssa.Instruction // what read it from there
	expr       string          // the map as the source writes it
	inStruct   bool            // it is in a returned struct
	inElement  bool            // it is in an element to which a pointer is returned
	byIterator bool            // a returned iterator reads it when it runs
	// sharedLocks are the locks to which both the returned struct and the original point.
	sharedLocks []place.Place
}

// isShared reports whether others may have the map: the function got it from its caller, or
// from a global.
func (l *outlet) isShared() bool {
	return l.place.Known() && l.place.Kind != place.Value && l.place.Kind != place.Local
}

// mapsIn lists the maps that leave a function with the result v: v itself, the maps of a
// struct that v is a copy of, or those assigned to the fields of a new object that v points
// to.
func mapsIn(f *order.Flow, v ssa.Value, at ssa.Instruction) []outlet {
	if typeq.IsMap(v.Type()) {
		load := f.LoadOf(v)
		if ex, ok := v.(*ssa.Extract); ok && load == nil {
			switch elem := ex.Tuple.(type) { // of a map of maps
			case *ssa.Next:
				load = elem
			case *ssa.Lookup:
				load = elem
			}
		}
		if load == nil {
			load = readByHelper(f, v)
		}
		if load == nil {
			return nil
		}
		return []outlet{{place: f.Current(v, at), load: load, expr: ssaq.ExprOf(v)}}
	}
	a, ok := v.(*ssa.Alloc)
	if u, load := v.(*ssa.UnOp); load && u.Op == token.MUL {
		if a, ok = u.X.(*ssa.Alloc); !ok {
			return copiedFields(f, u, nil)
		}
	}
	if !ok {
		return nil
	}
	if from, ok := copySource(a).(*ssa.UnOp); ok && from.Op == token.MUL {
		return append(copiedFields(f, from, a), assignedFields(f, a, at)...)
	}
	return assignedFields(f, a, at)
}

// readByHelper returns the call of a helper that reads v from its variable under a lock of all
// its callers; nil if v does not come from such a call.
func readByHelper(f *order.Flow, v ssa.Value) ssa.Instruction {
	call, _ := ssaq.ResultOf(v)
	if call == nil || f.Pkg.EntryLocksets[call.Call.StaticCallee()].NumLocks() == 0 {
		return nil
	}
	return call
}

// elementMaps lists the maps that leave a function with v, a pointer to a struct that is an
// element of a collection.
func elementMaps(f *order.Flow, v ssa.Value, ret *ssa.Return) []outlet {
	st, owner := typeq.StructOf(v.Type())
	load, _ := ssaq.ElementLoad(v)
	_, ptr := v.Type().Underlying().(*types.Pointer)
	if namedStruct := st != nil && owner != ""; !ptr || !namedStruct || load == nil {
		return nil
	}
	if escape.RemovedBeforeReturn(f.Heap, v, ret) {
		return nil
	}
	base := f.Current(v, ret)
	var out []outlet
	typeq.EachField(v.Type(), func(field *types.Var, path []int) {
		if typeq.IsMap(field.Type()) && base.Known() {
			out = append(out, outlet{place: ssaq.StepAll(base, v.Type(), path), load: load, expr: ssaq.PartExpr(v, field), inElement: true})
		}
	})
	return out
}

// copySource returns the value that is assigned to the local variable a, nil if there are
// several or if it is a composite literal.
func copySource(a *ssa.Alloc) ssa.Value {
	var val ssa.Value
	for _, r := range *a.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Addr == a {
			if val != nil {
				return nil
			}
			val = st.Val
		}
	}
	if ssaq.IsCompositeLiteral(val) {
		return nil
	}
	return val
}

// copiedFields lists the maps of the struct that load reads, except those that the function
// replaces in the variable copy, which is nil if there is none.
func copiedFields(f *order.Flow, load *ssa.UnOp, copy *ssa.Alloc) []outlet {
	st, owner := typeq.StructOf(load.Type())
	base := f.Place(load.X)
	if st == nil || owner == "" || !base.Known() {
		return nil
	}
	if _, value := load.Type().Underlying().(*types.Struct); !value {
		return nil
	}
	var out []outlet
	var locks []place.Place
	typeq.EachField(load.Type(), func(field *types.Var, path []int) {
		kept := copy == nil || !ssaq.AssignsPath(copy, path)
		p := ssaq.StepAll(base, load.Type(), path)
		switch ptr, isPtr := field.Type().Underlying().(*types.Pointer); {
		case !kept:
		case typeq.IsMap(field.Type()):
			out = append(out, outlet{place: p, load: load, expr: ssaq.PartExpr(load.X, field), inStruct: true})
		case isPtr && typeq.IsLock(ptr.Elem()):
			locks = append(locks, p)
		}
	})
	for i := range out {
		out[i].sharedLocks = locks
	}
	return out
}

// assignedFields lists the maps that are assigned to the fields of object a and are still in
// the variables from which they were read at an instruction.
func assignedFields(f *order.Flow, a *ssa.Alloc, at ssa.Instruction) []outlet {
	var out []outlet
	for _, fa := range ssaq.FieldAddrs(a) {
		for _, u := range *fa.Referrers() {
			st, ok := u.(*ssa.Store)
			if !ok || st.Addr != fa || !typeq.IsMap(st.Val.Type()) {
				continue
			}
			if load := f.LoadOf(st.Val); load != nil {
				out = append(out, outlet{place: f.Current(st.Val, at), load: load, expr: ssaq.ExprOf(st.Val), inStruct: true})
			}
		}
	}
	return out
}
