package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/names"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// HalfClones lists the maps that a function shares between an object and what its name
// says is a clone of it, as accesses at the place where the struct is copied. The
// function gives other maps of the clone entries of their own: that this one is shared
// is no design, but forgotten.
func (e *engine) HalfClones() []Access {

	var out []Access
	for _, fn := range e.code {
		if fn.Parent() == nil && fn.Synthetic == "" && clones(fn.Name()) && clonesMap(fn) {
			b := e.builders[fn]
			out = append(append(out, b.sharedMaps()...), b.handedMaps()...)
		}
	}
	return out
}

// clones reports whether a function by its name makes an object that shares nothing
// with the one that it is made of.
func clones(name string) bool {
	return names.Begins(name, "clone", "copy", "deep copy", "deepcopy")
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
				if _, field := i.Addr.(*ssa.FieldAddr); !field || !isMap(i.Val.Type()) {
					continue
				}
				if call, ok := i.Val.(*ssa.Call); ok && slices.ContainsFunc(call.Call.Args, func(a ssa.Value) bool { return isMap(a.Type()) }) {
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
func (b *builder) sharedMaps() []Access {
	var out []Access
	copies := b.structCopies()
	for i := range copies {
		c := &copies[i]
		for k := range copies { // of a part of a copy
			if o := &copies[k]; o != c && c.from.HasPrefix(o.local) && b.stillShared(&event{instr: c.at}, c.from, o) {
				c.from = o.from.Join(c.from.Rest(o.local))
			}
		}
		a := c.at.Addr.(*ssa.Alloc)
		if len(c.open) > 0 || !givenAway(a) || c.from.Kind == place.Local || !b.export(c.from).Known() {
			continue
		}
		bothFields(a.Type(), nil, c.local, c.from, func(f *types.Var, path []int, to, from place.Place) bool {
			if assignsPath(a, path) || b.assignsAt(to) {
				return false
			}
			if isMap(f.Type()) {
				site := b.siteOf(c.at, b.eng.exprOf(c.at.Val)+"."+f.Name(), from)
				out = append(out, Access{Op: state.OpRead, Place: from, ByVal: -1, Site: site})
			}
			_, part := f.Type().Underlying().(*types.Struct)
			return part && len(path) < 3
		})
	}
	return out
}

// handedMaps lists the maps that the function reads from a field of one object and
// assigns to the same field of another, which it gives away, as in "&T{tags: t.tags}".
func (b *builder) handedMaps() []Access {
	times := map[place.Place]int{}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evStore {
				times[key(ev.place)]++
			}
		}
	}
	var out []Access
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Store); return ok }) {
		st := i.(*ssa.Store)
		to, ok := st.Addr.(*ssa.FieldAddr)
		if !ok || !isMap(st.Val.Type()) {
			continue
		}
		a, at := b.assignedField(to)
		p := b.place(st.Val)
		if a == nil || times[key(at)] > 1 || !givenAway(a) || p.Kind == place.Local || !b.export(p).Known() || p.Owner != b.place(to).Owner || !p.Variable() {
			continue
		}
		out = append(out, Access{Op: state.OpRead, Place: p, ByVal: -1, Site: b.siteOf(st, b.eng.exprOf(st.Val), p)})
	}
	return out
}

// assignedField returns the struct of which an assignment sets a field, and the place of
// that: it may stand in a literal that a part of the struct is given.
func (b *builder) assignedField(fa *ssa.FieldAddr) (*ssa.Alloc, place.Place) {
	a, _ := wholeStruct(fa.X).(*ssa.Alloc)
	at := b.place(fa)
	for range place.MaxSteps {
		outer := literalOf(a)
		if outer == nil {
			break
		}
		a, at = outer, b.place(outer).Join(at.Rest(at.Root()))
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
			if st, ok := u.(*ssa.Store); ok && st.Val == load && wholeStruct(st.Addr) != st.Addr {
				outer, _ := wholeStruct(st.Addr).(*ssa.Alloc)
				return outer
			}
		}
	}
	return nil
}

// assignsAt reports whether the function, or what it calls, assigns the variable at p or
// a struct that it is part of.
func (b *builder) assignsAt(p place.Place) bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evStore && ev.place.Path != "" && p.HasPrefix(ev.place) {
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
