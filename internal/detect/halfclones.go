package detect

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/alias"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// SharedMaps lists the maps that an object shares with one which a function makes from it,
// where that is probably a mistake. Either the two have different locks, or other maps are
// cloned: the function is named like a clone method and copies the entries of other maps. Each
// is an access where the struct is copied.
func SharedMaps(fs *order.Flows) []effect.SharedMap {
	var out []effect.SharedMap
	for _, fn := range fs.NonTest {
		if fn.Synthetic != "" {
			continue
		}
		f := fs.Of[fn]
		out = append(out, relocked(f)...)
		if fn.Parent() == nil && escape.Clones(fn.Name()) && clonesMap(fn) {
			for _, a := range append(sharedMaps(f), passedMaps(f)...) {
				out = append(out, effect.SharedMap{Access: a})
			}
		}
	}
	return out
}

// relocked lists the maps that a sibling shares with the original although it has a
// lock of its own: two locks guard one map then.
func relocked(f *order.Flow) []effect.SharedMap {
	var out []effect.SharedMap
	for _, d := range alias.Siblings(f.Heap) {
		t := typeq.Pointee(d.Made.Type())
		var locks []string
		typeq.EachField(t, func(field *types.Var, path []int) {
			if d.OwnsLock(field, path) {
				locks = append(locks, ssaq.StepAll(d.From, t, path).Owner)
			}
		})
		if len(locks) == 0 || !leavesFunction(d.Made) {
			continue
		}
		d.EachSharedMap(t, func(p place.Place, expr string) {
			a := effect.Access{Op: state.OpRead, Place: p, LoadedSteps: -1, Site: f.SiteOf(d.At, expr, p)}
			out = append(out, effect.SharedMap{Access: a, OwnLocks: locks, Way: p.Rest(d.From).Path})
		})
	}
	return out
}

// clonesMap reports whether a function assigns the copy of a map to a field: the result of a
// call such as maps.Clone, or a new map while the function fills some map in a loop over a
// map.
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
				if _, field := i.Addr.(*ssa.FieldAddr); !field || !typeq.IsMap(i.Val.Type()) {
					continue
				}
				if call, ok := i.Val.(*ssa.Call); ok && slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool { return typeq.IsMap(a.Type()) }) {
					return true
				}
				_, ok := i.Val.(*ssa.MakeMap)
				made = made || ok
			}
		}
	}
	return made && filled
}

// sharedMaps lists the maps of the structs that the function copies and that leave it,
// unless it assigns another map to the copy.
func sharedMaps(f *order.Flow) []effect.Access {
	var out []effect.Access
	copies := escape.StructCopies(f.Heap)
	for i := range copies {
		c := &copies[i]
		for k := range copies { // c may be the copy of a part of another copy
			if o := &copies[k]; o != c && c.From.HasPrefix(o.Local) && alias.StillShared(f.Trace, &trace.Event{Instr: c.At}, c.From, o) {
				c.From = o.From.Join(c.From.Rest(o.Local))
			}
		}
		a := c.At.Addr.(*ssa.Alloc)
		if ofCaller := c.From.Kind != place.Local && f.Export(c.From).Known(); !ofCaller || len(c.MayReassign) > 0 || !leavesFunction(a) {
			continue
		}
		ssaq.WalkFieldPairs(a.Type(), nil, c.Local, c.From, func(field *types.Var, path []int, to, from place.Place) bool {
			if ssaq.AssignsPath(a, path) || assignsAt(f, to) {
				return false
			}
			if typeq.IsMap(field.Type()) {
				site := f.SiteOf(c.At, ssaq.ExprOf(c.At.Val)+"."+field.Name(), from)
				out = append(out, effect.Access{Op: state.OpRead, Place: from, LoadedSteps: -1, Site: site})
			}
			_, part := field.Type().Underlying().(*types.Struct)
			return part && len(path) < 3
		})
	}
	return out
}

// passedMaps lists the maps that the function reads from a field of one object and assigns
// to the same field of another one that leaves it, as in "&T{tags: t.tags}".
func passedMaps(f *order.Flow) []effect.Access {
	times := map[place.Place]int{}
	for ev := range f.AllEvents() {
		if ev.Kind == trace.EvStore {
			times[heap.Key(ev.Place)]++
		}
	}
	var out []effect.Access
	for _, i := range heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Store); return ok }) {
		st := i.(*ssa.Store)
		to, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || !typeq.IsMap(st.Val.Type()) {
			continue
		}
		a, at := assignedField(f, to)
		p := f.Place(st.Val)
		if a == nil || times[heap.Key(at)] > 1 || !leavesFunction(a) {
			continue
		}
		ofCaller := p.Kind != place.Local && f.Export(p).Known()
		if sameField := p.Owner == f.Place(to).Owner && p.Variable(); !ofCaller || !sameField {
			continue
		}
		out = append(out, effect.Access{Op: state.OpRead, Place: p, LoadedSteps: -1, Site: f.SiteOf(st, ssaq.ExprOf(st.Val), p)})
	}
	return out
}

// assignedField returns the outermost struct whose field is assigned through fa, and the
// place of the field: fa may be in a composite literal that is assigned to a part of the struct.
func assignedField(f *order.Flow, fa *ssa.FieldAddr) (*ssa.Alloc, place.Place) {
	a, _ := ssaq.WholeStruct(fa.X).(*ssa.Alloc)
	at := f.Place(fa)
	for range place.MaxSteps {
		outer := literalOf(a)
		if outer == nil {
			break
		}
		a, at = outer, f.Place(outer).Join(at.Rest(at.Root()))
	}
	return a, at
}

// literalOf returns the struct variable that a composite literal is assigned to, in whole or
// in part; nil if the literal is not assigned to one.
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

// assignsAt reports whether the function or a callee assigns the variable at p, or a struct
// that contains it.
func assignsAt(f *order.Flow, p place.Place) bool {
	for ev := range f.AllEvents() {
		if ev.Kind == trace.EvStore && ev.Place.Path != "" && p.HasPrefix(ev.Place) {
			return true
		}
	}
	return false
}

// leavesFunction reports whether the struct in variable a, or its address, is returned or
// stored anywhere but in a local variable.
func leavesFunction(a *ssa.Alloc) bool {
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
