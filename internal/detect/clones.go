package detect

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// HalfClones lists the maps that a function shares between an object and what its name
// says is a clone of it, as accesses at the place where the struct is copied. The
// function gives other maps of the clone entries of their own: that this one is shared
// is no design, but forgotten.
func HalfClones(e *order.Flows) []effect.Access {

	var out []effect.Access
	for _, fn := range e.Code {
		if fn.Parent() == nil && fn.Synthetic == "" && escape.Clones(fn.Name()) && clonesMap(fn) {
			b := e.Of[fn]
			out = append(append(out, sharedMaps(b)...), handedMaps(b)...)
		}
	}
	return out
}

// clonesMap reports whether a function assigns a map to a field that has the entries of
// another: one that a function such as maps.Clone makes of it, or one that it has made
// and fills in a loop over some map.
func clonesMap(fn *ssa.Function) bool {
	made, filled := false, false
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.MapUpdate:
				key, ok := i.Key.(*ssa.Extract)
				if ok {
					_, ok = key.Tuple.(*ssa.Next)
				}
				filled = filled || ok
			case *ssa.Store:
				if _, field := i.Addr.(*ssa.FieldAddr); !field || !ssaq.IsMap(i.Val.Type()) {
					continue
				}
				if call, ok := i.Val.(*ssa.Call); ok && slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool { return ssaq.IsMap(a.Type()) }) {
					return true
				}
				_, ok := i.Val.(*ssa.MakeMap)
				made = made || ok
			}
		}
	}
	return made && filled
}

// sharedMaps lists the maps of the structs that the function copies and gives away,
// unless the copy gets another one.
func sharedMaps(b *order.Flow) []effect.Access {
	var out []effect.Access
	copies := escape.StructCopies(b.Heap)
	for i := range copies {
		c := &copies[i]
		for k := range copies { // of a part of a copy
			if o := &copies[k]; o != c && c.From.HasPrefix(o.Local) && trace.StillShared(b.Trace, &trace.Event{Instr: c.At}, c.From, o) {
				c.From = o.From.Join(c.From.Rest(o.Local))
			}
		}
		a := c.At.Addr.(*ssa.Alloc)
		if len(c.Open) > 0 || !givenAway(a) || c.From.Kind == place.Local || !b.Export(c.From).Known() {
			continue
		}
		ssaq.BothFields(a.Type(), nil, c.Local, c.From, func(f *types.Var, path []int, to, from place.Place) bool {
			if ssaq.AssignsPath(a, path) || assignsAt(b, to) {
				return false
			}
			if ssaq.IsMap(f.Type()) {
				site := b.SiteOf(c.At, b.Pkg.ExprOf(c.At.Val)+"."+f.Name(), from)
				out = append(out, effect.Access{Op: state.OpRead, Place: from, LoadedSteps: -1, Site: site})
			}
			_, part := f.Type().Underlying().(*types.Struct)
			return part && len(path) < 3
		})
	}
	return out
}

// handedMaps lists the maps that the function reads from a field of one object and
// assigns to the same field of another, which it gives away, as in "&T{tags: t.tags}".
func handedMaps(b *order.Flow) []effect.Access {
	times := map[place.Place]int{}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvStore {
				times[heap.Key(ev.Place)]++
			}
		}
	}
	var out []effect.Access
	for _, i := range heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Store); return ok }) {
		st := i.(*ssa.Store)
		to, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || !ssaq.IsMap(st.Val.Type()) {
			continue
		}
		a, at := assignedField(b, to)
		p := b.Place(st.Val)
		if a == nil || times[heap.Key(at)] > 1 || !givenAway(a) || p.Kind == place.Local || !b.Export(p).Known() || p.Owner != b.Place(to).Owner || !p.Variable() {
			continue
		}
		out = append(out, effect.Access{Op: state.OpRead, Place: p, LoadedSteps: -1, Site: b.SiteOf(st, b.Pkg.ExprOf(st.Val), p)})
	}
	return out
}

// assignedField returns the struct of which an assignment sets a field, and the place of
// that: it may stand in a literal that a part of the struct is given.
func assignedField(b *order.Flow, fa *ssa.FieldAddr) (*ssa.Alloc, place.Place) {
	a, _ := ssaq.WholeStruct(fa.X).(*ssa.Alloc)
	at := b.Place(fa)
	for range place.MaxSteps {
		outer := literalOf(a)
		if outer == nil {
			break
		}
		a, at = outer, b.Place(outer).Join(at.Rest(at.Root()))
	}
	return a, at
}

// literalOf returns the struct of which a literal is assigned to a part, nil if there is
// none.
func literalOf(lit *ssa.Alloc) *ssa.Alloc {
	if lit == nil || lit.Comment != "complit" {
		return nil
	}
	for _, r := range *lit.Referrers() {
		load, ok := r.(*ssa.UnOp)
		if !ok {
			continue
		}
		for _, u := range *load.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Val == load && ssaq.WholeStruct(st.Addr) != st.Addr {
				outer, _ := ssaq.WholeStruct(st.Addr).(*ssa.Alloc)
				return outer
			}
		}
	}
	return nil
}

// assignsAt reports whether the function, or what it calls, assigns the variable at p or
// a struct that it is part of.
func assignsAt(b *order.Flow, p place.Place) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvStore && ev.Place.Path != "" && p.HasPrefix(ev.Place) {
				return true
			}
		}
	}
	return false
}

// givenAway reports whether the struct in the variable a, or its address, is returned or
// put somewhere other than into a variable.
func givenAway(a *ssa.Alloc) bool {
	given := func(v ssa.Value) bool {
		for _, r := range *v.Referrers() {
			switch r := r.(type) {
			case *ssa.Return:
				return true
			case *ssa.Store:
				if _, local := r.Addr.(*ssa.Alloc); r.Val == v && !local {
					return true
				}
			case *ssa.MapUpdate:
				if r.Value == v {
					return true
				}
			case *ssa.MakeInterface:
				return true
			}
		}
		return false
	}
	if given(a) {
		return true
	}
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok && given(load) {
			return true
		}
	}
	return false
}
