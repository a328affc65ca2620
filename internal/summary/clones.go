package summary

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// HalfClones lists the maps that a function shares between an object and what its name
// says is a clone of it, as accesses at the place where the struct is copied. The
// function gives other maps of the clone entries of their own: that this one is shared
// is no design, but forgotten.
func (p *Package) HalfClones() []Access {
	e := p.eng
	var out []Access
	for _, fn := range e.funcs {
		if fn.Parent() == nil && fn.Synthetic == "" && clones(fn.Name()) && !e.inTest(fn.Pos()) && makesMap(fn) {
			out = append(out, e.builders[fn].sharedMaps()...)
		}
	}
	return out
}

// clones reports whether a function by its name makes an object that shares nothing
// with the one that it is made of.
func clones(name string) bool {
	name = strings.ToLower(name)
	return strings.HasPrefix(name, "clone") || strings.HasPrefix(name, "copy") || strings.HasPrefix(name, "deepcopy")
}

// makesMap reports whether a function assigns a map to a field that it has made or got
// from a function, such as maps.Clone.
func makesMap(fn *ssa.Function) bool {
	for _, blk := range fn.Blocks {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok || !isMap(st.Val.Type()) {
				continue
			}
			_, field := st.Addr.(*ssa.FieldAddr)
			switch st.Val.(type) {
			case *ssa.MakeMap, *ssa.Call:
				if field {
					return true
				}
			}
		}
	}
	return false
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
		var walk func(t types.Type, path []int, to, from place.Place)
		walk = func(t types.Type, path []int, to, from place.Place) {
			st, owner := structOf(t)
			for i := range st.NumFields() {
				f, p := st.Field(i), append(path[:len(path):len(path)], i)
				to, from := to.Field(f.Name(), owner), from.Field(f.Name(), owner)
				_, part := f.Type().Underlying().(*types.Struct)
				switch {
				case !from.Known() || !to.Known() || assignsPath(a, p) || b.assignsAt(to):
				case part && len(p) < 3:
					walk(f.Type(), p, to, from)
				case isMap(f.Type()):
					acc := Access{Op: state.OpRead, Place: from, ByVal: -1}
					acc.Site = &Site{Pos{p: instrPos(c.at)}, b.eng.exprOf(c.at.Val) + "." + f.Name(), b.fn.Name(), from.Owner}
					out = append(out, acc)
				}
			}
		}
		walk(a.Type(), nil, c.local, c.from)
	}
	return out
}

// assignsAt reports whether the function, or what it calls, assigns the variable at p or
// a struct that it is part of.
func (b *builder) assignsAt(p place.Place) bool {
	for _, evs := range b.events {
		for i := range evs {
			if evs[i].kind == evStore && evs[i].place.Path != "" && p.HasPrefix(evs[i].place) {
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
