package summary

import (
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
func (b *builder) onDemand(up mapStore) bool {
	p := up.place
	if !b.ofAll(p) || givenValue(up.value) && !b.getsOrMakes(up.value, p) || !b.answers() {
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
	}), func(i ssa.Instruction) bool { return b.decides(i.(ssa.Value), up.at) })
}

// mapStore is a store into the map at a place: an assignment, or a call of a function that
// assigns what it is given.
type mapStore struct {
	place place.Place
	value ssa.Value
	at    ssa.Instruction
}

// givenTo returns the store that a call makes by an access of the function it calls, if
// that stores one of its parameters.
func (b *builder) givenTo(t target, a *Access, p place.Place, at ssa.Instruction) (mapStore, bool) {
	callee := b.eng.builders[t.fn]
	call, ok := at.(*ssa.Call)
	if !ok || callee == nil || a.Op != state.OpWrite || a.Thread > 0 || a.Word != NoWord {
		return mapStore{}, false
	}
	for _, i := range callee.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.MapUpdate); return ok && i.Pos() == a.Pos.At() }) {
		n := slices.IndexFunc(t.fn.Params, func(q *ssa.Parameter) bool { return q == unboxed(i.(*ssa.MapUpdate).Value) })
		if n >= 0 && n < len(t.args) {
			return mapStore{p, t.args[n], call}, true
		}
	}
	return mapStore{}, false
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

// getsOrMakes reports whether the function returns an object that it has made and
// stores in the map at p, or what it finds there.
func (b *builder) getsOrMakes(value ssa.Value, p place.Place) bool {
	if _, made := unboxed(value).(*ssa.Alloc); !made {
		return false
	}
	finds, makes := false, false
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, v := range i.(*ssa.Return).Results {
			v = unboxed(v)
			makes = makes || v == unboxed(value)
			if ex, ok := v.(*ssa.Extract); ok {
				v = ex.Tuple
			}
			l, ok := v.(*ssa.Lookup)
			finds = finds || ok && b.place(l.X) == p
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
	switch v := unboxed(v).(type) {
	case *ssa.Parameter:
		return true
	case *ssa.MakeClosure:
		return true
	case *ssa.Alloc:
		return slices.ContainsFunc(fieldAddrs(v), func(f *ssa.FieldAddr) bool {
			_, val := stores(f)
			_, param := val.(*ssa.Parameter)
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
