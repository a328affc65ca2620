package detect

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// outlet is a map that a function returns: where it lives, what read it from
// there, how the source writes it.
type outlet struct {
	place      place.Place
	load       ssa.Instruction
	expr       string
	inStruct   bool // it leaves within a struct
	inElement  bool // it leaves with a pointer to the struct that has it
	byIterator bool // an iterator reads it when that runs
	// locks leave with it: the copy points to those that the original points to.
	sharedLocks []place.Place
}

// mapsIn lists the maps that leave a function with the result v: v itself, the
// fields of a struct that v is a copy of, and what was assigned to the fields
// of the object that v points to and that the function makes.
func mapsIn(f *order.Flow, v ssa.Value, ret *ssa.Return) []outlet {
	if ssaq.IsMap(v.Type()) {
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
			return nil
		}
		return []outlet{{place: f.Current(v, ret), load: load, expr: f.Pkg.ExprOf(v)}}
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
		return append(copiedFields(f, from, a), assignedFields(f, a, ret)...)
	}
	return assignedFields(f, a, ret)
}

// elementMaps lists the maps that leave a function with v, a pointer to a struct
// that is an element of a collection.
func elementMaps(f *order.Flow, v ssa.Value, ret *ssa.Return) []outlet {
	st, owner := ssaq.StructOf(v.Type())
	load, _ := ssaq.ElementLoad(v)
	if _, ptr := v.Type().Underlying().(*types.Pointer); !ptr || st == nil || owner == "" || load == nil || escape.TakenOut(f.Heap, v, ret) {
		return nil
	}
	base := f.Current(v, ret)
	var out []outlet
	ssaq.OwnFields(v.Type(), func(field *types.Var, path []int) {
		if ssaq.IsMap(field.Type()) && base.Known() {
			out = append(out, outlet{place: ssaq.StepAll(base, v.Type(), path), load: load, expr: f.Pkg.PartExpr(v, field), inElement: true})
		}
	})
	return out
}

// copySource returns the struct that the local variable a is a copy of.
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
	if ssaq.IsLiteral(val) {
		return nil
	}
	return val
}

// copiedFields lists the maps of the struct that load reads from its place, except
// the fields that are assigned anew in the copy, if it is kept in one.
func copiedFields(f *order.Flow, load *ssa.UnOp, copy *ssa.Alloc) []outlet {
	st, owner := ssaq.StructOf(load.Type())
	base := f.Place(load.X)
	if st == nil || owner == "" || !base.Known() {
		return nil
	}
	if _, value := load.Type().Underlying().(*types.Struct); !value {
		return nil
	}
	var out []outlet
	var locks []place.Place
	ssaq.OwnFields(load.Type(), func(field *types.Var, path []int) {
		kept := copy == nil || !ssaq.AssignsPath(copy, path)
		p := ssaq.StepAll(base, load.Type(), path)
		switch ptr, isPtr := field.Type().Underlying().(*types.Pointer); {
		case !kept:
		case ssaq.IsMap(field.Type()):
			out = append(out, outlet{place: p, load: load, expr: f.Pkg.PartExpr(load.X, field), inStruct: true})
		case isPtr && ssaq.IsLock(ptr.Elem()):
			locks = append(locks, p)
		}
	})
	for i := range out {
		out[i].sharedLocks = locks
	}
	return out
}

// assignedFields lists the maps that are assigned to the fields of the object a and
// still are where they come from at ret: they have not been replaced there.
func assignedFields(f *order.Flow, a *ssa.Alloc, ret *ssa.Return) []outlet {
	var out []outlet
	for _, fa := range ssaq.FieldAddrs(a) {
		for _, u := range *fa.Referrers() {
			st, ok := u.(*ssa.Store)
			if !ok || st.Addr != fa || !ssaq.IsMap(st.Val.Type()) {
				continue
			}
			if load := f.LoadOf(st.Val); load != nil {
				out = append(out, outlet{place: f.Current(st.Val, ret), load: load, expr: f.Pkg.ExprOf(st.Val), inStruct: true})
			}
		}
	}
	return out
}
