package summary

import (
	"cmp"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// onDemand reports whether up stores into a global map, or one of the receiver, because
// a look-up of that map, here or by a function that is called, or its length, says so: a cache, or a table that is filled when
// it is first needed. Who registers something, before all else mostly, also asks whether
// it is there already: but the function is given what it stores, and answers nothing or
// an error. Who makes an object of what it is given, and returns that or the one which
// is there already, does not register.
func (b *builder) onDemand(up *ssa.MapUpdate) bool {
	p := b.place(up.Map)
	return b.ofAll(p) && b.fillsIn(p, up.Value, up)
}

// fillsIn is [builder.onDemand] for a store of v into the map at p, by an instruction of the
// function, whoever has the map.
func (b *builder) fillsIn(p place.Place, v ssa.Value, at ssa.Instruction) bool {
	if !p.Known() || givenValue(v) && !b.getsOrMakes(v, p) || !b.answers() {
		return false
	}
	return slices.ContainsFunc(b.instrsOf(func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Lookup:
			return b.place(i.X) == p
		case *ssa.Call:
			bi, ok := i.Call.Value.(*ssa.Builtin)
			return ok && bi.Name() == "len" && b.place(i.Call.Args[0]) == p || !ok && b.looksUpIn(i, p)
		}
		return false
	}), func(i ssa.Instruction) bool { return b.decides(i.(ssa.Value), at) })
}

// onDemandBy marks the stores of a callee that are on demand in this function: a literal or a
// helper makes the store that the function decides about, or is given the map.
func (b *builder) onDemandBy(call *ssa.Call, evs []*event) {
	for _, ev := range evs {
		for i := range ev.accesses {
			a := &ev.accesses[i]
			if ev.kind == evAccess && a.Op == state.OpWrite && !a.given && !a.OnDemand && b.ofAll(a.Place) {
				a.OnDemand, a.Looped = b.fillsBy(call, a.Place, maxHelpers), false
			}
		}
	}
}

// maxHelpers bounds the calls that lead from a function to an assignment.
const maxHelpers = 3

// fillsBy reports whether a store into the map at p that a callee makes is on demand: the
// function decides about it, or the callee does.
func (b *builder) fillsBy(call *ssa.Call, p place.Place, depth int) bool {
	t := b.target(call.Common())
	if !b.follows(t) || t.sum == nil || depth == 0 {
		return false
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	stored := func(q place.Place) bool { r, _ := bd.place(q); return r == p }
	var in place.Place
	for _, a := range t.sum.Accesses {
		if a.Op == state.OpWrite && a.Thread == 0 && stored(a.Place) {
			in = a.Place
		}
	}
	if !in.Known() {
		return false
	}
	for _, s := range callee.puts() {
		if q := callee.place(s.m); stored(q) && (b.fillsIn(p, cmp.Or(t.actual(s.value), s.value), call) || callee.fillsIn(q, s.value, s.at)) {
			return true
		}
	}
	return callee.fillsByCall(in, depth-1)
}

// fillsByCall is fillsBy for any call of the function.
func (b *builder) fillsByCall(p place.Place, depth int) bool {
	return depth > 0 && len(b.instrsOf(func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && b.fillsBy(call, p, depth)
	})) > 0
}

// looksUpIn reports whether a function that is called looks up in the map at p.
func (b *builder) looksUpIn(call *ssa.Call, p place.Place) bool {
	t := b.target(call.Common())
	if t.sum == nil {
		return false
	}
	bd := b.bind(t, call)
	return slices.ContainsFunc(t.sum.Accesses, func(a Access) bool {
		if a.Op != state.OpRead && a.Op != state.OpLen || a.Thread > 0 {
			return false
		}
		q, _ := bd.place(a.Place)
		return q == p
	})
}

// ofAll reports whether a map belongs to all who call the function: it is a global one or
// that of the receiver, or of an object which the receiver has.
func (b *builder) ofAll(p place.Place) bool {
	if p.Kind == place.Global {
		return p.Path == ""
	}
	return p.Kind == place.Param && p.Index == 0 && b.fn.Signature.Recv() != nil && p.Path != "" && p.Len() <= 2 && p.OnlyFields()
}

// getsOrMakes reports whether the function returns an object v that it has made and
// stores in the map at p, or what it finds there.
func (b *builder) getsOrMakes(v ssa.Value, p place.Place) bool {
	stored := uncelled(unboxed(v))
	if _, made := stored.(*ssa.Alloc); !made {
		return false
	}
	finds, makes := false, false
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, v := range i.(*ssa.Return).Results {
			v = uncelled(unboxed(v))
			makes = makes || v == stored
			if ex, ok := v.(*ssa.Extract); ok {
				v = ex.Tuple
			}
			switch v := v.(type) {
			case *ssa.Lookup:
				finds = finds || b.place(v.X) == p
			case *ssa.Call:
				finds = finds || b.looksUpIn(v, p)
			}
		}
	}
	return finds && makes
}

// answers reports whether the function returns something that is no error.
func (b *builder) answers() bool {
	res := b.fn.Signature.Results()
	return res.Len() > 0 && !types.Identical(res.At(0).Type(), types.Universe.Lookup("error").Type())
}

// givenValue reports whether v is a parameter, or a struct or closure made of one.
func givenValue(v ssa.Value) bool {
	switch v := uncelled(unboxed(v)).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.MakeClosure:
		return true
	case *ssa.Alloc:
		return slices.ContainsFunc(fieldAddrs(v), func(f *ssa.FieldAddr) bool {
			_, val := stores(f)
			if val == nil {
				return false
			}
			_, param := uncelled(val).(*ssa.Parameter)
			return param
		})
	case *ssa.UnOp:
		return givenValue(v.X)
	}
	return false
}

// takesContext reports whether a function is given a context.
func takesContext(fn *ssa.Function) bool {
	for v := range fn.Signature.Params().Variables() {
		if named, ok := types.Unalias(v.Type()).(*types.Named); ok && named.Obj().Name() == "Context" && typeName(named) == "context.Context" {
			return true
		}
	}
	return false
}
