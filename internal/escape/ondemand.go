package escape

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// OnDemand reports whether up fills a global map, or a map of the receiver, on demand: a look-up
// of that map or its length, read here or by a callee, decides about the store. Such a map is a
// cache, or a table that is filled when it is first needed.
//
// False negative: a function that registers what it is passed, and returns nothing or an error.
// It usually asks whether the key is there already, and usually runs before everything else. A
// function that makes an object and returns it, or the one that it finds, does not register.
func OnDemand(h *heap.Heap, up *ssa.MapUpdate) bool {
	p := h.Place(up.Map)
	return SharedByCallers(h, p) && fillsOnDemand(h, p, up.Value, up)
}

// fillsOnDemand is [OnDemand] for a store of v into any map at p by an instruction.
func fillsOnDemand(h *heap.Heap, p place.Place, v ssa.Value, at ssa.Instruction) bool {
	registers := isRegistered(v) && !getsOrMakes(h, v, p)
	if !p.Known() || registers || !answers(h) {
		return false
	}
	return slices.ContainsFunc(heap.InstrsOf(h, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Lookup:
			return h.Place(i.X) == p
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return bi.Name() == "len" && h.Place(i.Call.Args[0]) == p
			}
			return looksUpIn(h, i, p)
		}
		return false
	}), func(i ssa.Instruction) bool { return Decides(h, i.(ssa.Value), at) })
}

// MaxHelpers bounds the number of calls that lead from a function to an assignment.
const MaxHelpers = 3

// OnDemandBy reports whether a callee stores into the map at p on demand. The function itself or
// the callee decides about the store. depth bounds the number of calls that are followed.
func OnDemandBy(h *heap.Heap, call *ssa.Call, p place.Place, depth int) bool {
	t := h.Target(call.Common())
	if !heap.Follows(h, t) || t.Sum == nil || depth == 0 {
		return false
	}
	callee, bd := h.Pkg.Of[t.Fn], h.Bind(t, call)
	stored := func(q place.Place) bool { r, _ := bd.Place(q); return r == p }
	var in place.Place
	for _, a := range t.Sum.Accesses {
		if a.Op == state.OpWrite && a.Thread == 0 && stored(a.Place) {
			in = a.Place
		}
	}
	if !in.Known() {
		return false
	}
	for _, s := range heap.MapAssignments(callee) {
		if q := callee.Place(s.Map); stored(q) && (fillsOnDemand(h, p, cmp.Or(t.Actual(s.Value), s.Value), call) || fillsOnDemand(callee, q, s.Value, s.At)) {
			return true
		}
	}
	return onDemandByCalls(callee, in, depth-1)
}

// onDemandByCalls reports whether [OnDemandBy] holds for some call of the function.
func onDemandByCalls(h *heap.Heap, p place.Place, depth int) bool {
	return depth > 0 && len(heap.InstrsOf(h, func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && OnDemandBy(h, call, p, depth)
	})) > 0
}

// looksUpIn reports whether a callee looks up a key in the map at p, or reads its length.
func looksUpIn(h *heap.Heap, call *ssa.Call, p place.Place) bool {
	t := h.Target(call.Common())
	if t.Sum == nil {
		return false
	}
	bd := h.Bind(t, call)
	return slices.ContainsFunc(t.Sum.Accesses, func(a effect.Access) bool {
		if a.Op != state.OpRead && a.Op != state.OpLen || a.Thread > 0 {
			return false
		}
		q, _ := bd.Place(a.Place)
		return q == p
	})
}

// SharedByCallers reports whether all callers of the function share a map: it is a global one,
// or belongs to a global object or to the receiver, or to an object in a field of these.
func SharedByCallers(h *heap.Heap, p place.Place) bool {
	if p.Kind == place.Global && p.Path == "" {
		return true
	}
	ofReceiver := p.Kind == place.Param && p.Index == 0 && h.Fn.Signature.Recv() != nil
	inFields := p.Path != "" && p.OnlyFields()
	return (ofReceiver || p.Kind == place.Global) && inFields && p.Len() <= 2
}

// getsOrMakes reports whether the function returns either what it finds in the map at p, or the
// object v, which it makes and stores there.
func getsOrMakes(h *heap.Heap, v ssa.Value, p place.Place) bool {
	stored := ssaq.ThroughCell(ssaq.Unboxed(v))
	if _, made := stored.(*ssa.Alloc); !made {
		return false
	}
	finds, makes := false, false
	for _, ret := range heap.AllOf[*ssa.Return](h) {
		for _, v := range ret.Results {
			v = ssaq.ThroughCell(ssaq.Unboxed(v))
			makes = makes || v == stored
			if ex, ok := v.(*ssa.Extract); ok {
				v = ex.Tuple
			}
			switch v := v.(type) {
			case *ssa.Lookup:
				finds = finds || h.Place(v.X) == p
			case *ssa.Call:
				finds = finds || looksUpIn(h, v, p)
			}
		}
	}
	return finds && makes
}

// answers reports whether the first result of the function is not an error.
func answers(h *heap.Heap) bool {
	res := h.Fn.Signature.Results()
	return res.Len() > 0 && !types.Identical(res.At(0).Type(), types.Universe.Lookup("error").Type())
}

// isRegistered reports whether v is a parameter, a closure, or a struct with a parameter in it.
func isRegistered(v ssa.Value) bool {
	switch v := ssaq.ThroughCell(ssaq.Unboxed(v)).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.MakeClosure:
		return true
	case *ssa.Alloc:
		return slices.ContainsFunc(ssaq.FieldAddrs(v), func(f *ssa.FieldAddr) bool {
			_, val := ssaq.CountStores(f)
			if val == nil {
				return false
			}
			_, param := ssaq.ThroughCell(val).(*ssa.Parameter)
			return param
		})
	case *ssa.UnOp:
		return isRegistered(v.X)
	}
	return false
}

// TakesContext reports whether a parameter of a function is a context.
func TakesContext(fn *ssa.Function) bool {
	for v := range fn.Signature.Params().Variables() {
		if named, ok := types.Unalias(v.Type()).(*types.Named); ok && named.Obj().Name() == "Context" && typeq.TypeName(named) == "context.Context" {
			return true
		}
	}
	return false
}
