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
)

// OnDemand reports whether up stores into a global map, or one of the receiver, because
// a look-up of that map, here or by a function that is called, or its length, says so: a cache, or a table that is filled when
// it is first needed. Who registers something, before all else mostly, also asks whether
// it is there already: but the function is given what it stores, and answers nothing or
// an error. Who makes an object of what it is given, and returns that or the one which
// is there already, does not register.
func OnDemand(b *heap.Heap, up *ssa.MapUpdate) bool {
	p := b.Place(up.Map)
	return OfAll(b, p) && fillsIn(b, p, up.Value, up)
}

// fillsIn is [OnDemand] for a store of v into the map at p, by an instruction of the
// function, whoever has the map.
func fillsIn(b *heap.Heap, p place.Place, v ssa.Value, at ssa.Instruction) bool {
	if !p.Known() || givenValue(v) && !getsOrMakes(b, v, p) || !answers(b) {
		return false
	}
	return slices.ContainsFunc(heap.InstrsOf(b, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Lookup:
			return b.Place(i.X) == p
		case *ssa.Call:
			bi, ok := i.Call.Value.(*ssa.Builtin)
			return ok && bi.Name() == "len" && b.Place(i.Call.Args[0]) == p || !ok && looksUpIn(b, i, p)
		}
		return false
	}), func(i ssa.Instruction) bool { return Decides(b, i.(ssa.Value), at) })
}

// MaxHelpers bounds the calls that lead from a function to an assignment.
const MaxHelpers = 3

// FillsBy reports whether a store into the map at p that a callee makes is on demand: the
// function decides about it, or the callee does.
func FillsBy(b *heap.Heap, call *ssa.Call, p place.Place, depth int) bool {
	t := b.Target(call.Common())
	if !heap.Follows(b, t) || t.Sum == nil || depth == 0 {
		return false
	}
	callee, bd := b.Pkg.Of[t.Fn], b.Bind(t, call)
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
	for _, s := range heap.Puts(callee) {
		if q := callee.Place(s.M); stored(q) && (fillsIn(b, p, cmp.Or(t.Actual(s.Value), s.Value), call) || fillsIn(callee, q, s.Value, s.At)) {
			return true
		}
	}
	return fillsByCall(callee, in, depth-1)
}

// fillsByCall is fillsBy for any call of the function.
func fillsByCall(b *heap.Heap, p place.Place, depth int) bool {
	return depth > 0 && len(heap.InstrsOf(b, func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && FillsBy(b, call, p, depth)
	})) > 0
}

// looksUpIn reports whether a function that is called looks up in the map at p.
func looksUpIn(b *heap.Heap, call *ssa.Call, p place.Place) bool {
	t := b.Target(call.Common())
	if t.Sum == nil {
		return false
	}
	bd := b.Bind(t, call)
	return slices.ContainsFunc(t.Sum.Accesses, func(a effect.Access) bool {
		if a.Op != state.OpRead && a.Op != state.OpLen || a.Thread > 0 {
			return false
		}
		q, _ := bd.Place(a.Place)
		return q == p
	})
}

// OfAll reports whether a map belongs to all who call the function: it is a global one or
// that of the receiver, or of an object which the receiver has.
func OfAll(b *heap.Heap, p place.Place) bool {
	if p.Kind == place.Global {
		return p.Path == ""
	}
	return p.Kind == place.Param && p.Index == 0 && b.Fn.Signature.Recv() != nil && p.Path != "" && p.Len() <= 2 && p.OnlyFields()
}

// getsOrMakes reports whether the function returns an object v that it has made and
// stores in the map at p, or what it finds there.
func getsOrMakes(b *heap.Heap, v ssa.Value, p place.Place) bool {
	stored := ssaq.Uncelled(ssaq.Unboxed(v))
	if _, made := stored.(*ssa.Alloc); !made {
		return false
	}
	finds, makes := false, false
	for _, i := range heap.InstrsOf(b, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, v := range i.(*ssa.Return).Results {
			v = ssaq.Uncelled(ssaq.Unboxed(v))
			makes = makes || v == stored
			if ex, ok := v.(*ssa.Extract); ok {
				v = ex.Tuple
			}
			switch v := v.(type) {
			case *ssa.Lookup:
				finds = finds || b.Place(v.X) == p
			case *ssa.Call:
				finds = finds || looksUpIn(b, v, p)
			}
		}
	}
	return finds && makes
}

// answers reports whether the function returns something that is no error.
func answers(b *heap.Heap) bool {
	res := b.Fn.Signature.Results()
	return res.Len() > 0 && !types.Identical(res.At(0).Type(), types.Universe.Lookup("error").Type())
}

// givenValue reports whether v is a parameter, or a struct or closure made of one.
func givenValue(v ssa.Value) bool {
	switch v := ssaq.Uncelled(ssaq.Unboxed(v)).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.MakeClosure:
		return true
	case *ssa.Alloc:
		return slices.ContainsFunc(ssaq.FieldAddrs(v), func(f *ssa.FieldAddr) bool {
			_, val := ssaq.Stores(f)
			if val == nil {
				return false
			}
			_, param := ssaq.Uncelled(val).(*ssa.Parameter)
			return param
		})
	case *ssa.UnOp:
		return givenValue(v.X)
	}
	return false
}

// TakesContext reports whether a function is given a context.
func TakesContext(fn *ssa.Function) bool {
	for v := range fn.Signature.Params().Variables() {
		if named, ok := types.Unalias(v.Type()).(*types.Named); ok && named.Obj().Name() == "Context" && ssaq.TypeName(named) == "context.Context" {
			return true
		}
	}
	return false
}
