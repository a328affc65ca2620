package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// placePhis finds the places of the variables that get several values, in the order of
// the function: most cycles have one of them, from which they are then looked at.
func (b *Heap) placePhis() {
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if ssaq.LeadsToMap(phi.Type()) {
				b.Place(phi)
			}
		}
	}
}

// phi returns the place that all edges agree on. A map just made says nothing
// if it is stored where the others come from, as in "m := s.m; if m == nil { m =
// make(…); s.m = m }", or if it is no copy of what lives there, as in "if shared
// { m = copy of m }". Nil is nothing to share. In a loop such an edge means that the
// variable has been given up. An object just made, which is stored where the
// others come from, is what anybody finds there: get or create. What lies within
// v itself is the way down a tree or a list: some element of what it began with.
func (b *Heap) phi(v *ssa.Phi) place.Place {
	self := b.opaque(v)
	var agreed place.Place
	down := false
	var fresh, made []ssa.Value
	for _, e := range v.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			if ssaq.Refers(v.Type()) && !b.Flows.InLoop(v.Block()) {
				continue
			}
			return self
		case *ssa.Alloc:
			if e.Heap {
				made = append(made, e)
				continue
			}
		case *ssa.MakeMap:
			fresh = append(fresh, e)
			continue
		}
		p := b.Place(e)
		if p.Root() == self && p.Owner != "" {
			down = true
			continue
		}
		if agreed.Known() && p != agreed {
			return self
		}
		agreed = p
	}
	for _, m := range fresh {
		if !b.StoredAt(m, agreed) && (b.Flows.InLoop(v.Block()) || b.copyOf(m, agreed)) {
			return self
		}
	}
	for _, m := range made {
		if !b.StoredAt(m, agreed) {
			return self
		}
	}
	switch {
	case !agreed.Known() || down && len(fresh)+len(made) > 0:
		return self
	case down:
		if p := agreed.Elem(place.Index{}); p.Known() { // some element below
			return p
		}
		return self
	}
	return agreed
}

// copyOf reports whether the map m is filled in a range over the one at p.
func (b *Heap) copyOf(m ssa.Value, p place.Place) bool {
	for _, r := range *m.Referrers() {
		up, ok := r.(*ssa.MapUpdate)
		if !ok || up.Map != m {
			continue
		}
		if key, ok := up.Key.(*ssa.Extract); ok {
			if next, ok := key.Tuple.(*ssa.Next); ok && b.Place(next.Iter.(*ssa.Range).X) == p {
				return true
			}
		}
	}
	return false
}

// StoredAt reports whether v is stored at p.
func (b *Heap) StoredAt(v ssa.Value, p place.Place) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val == v && b.Place(r.Addr).Same(p) {
				return true
			}
		case *ssa.MapUpdate:
			elem := b.Place(r.Map).MapElem(b.index(r.Key))
			if r.Value == v && elem.Root() == p.Root() && elem.Path == p.Path {
				return true
			}
		}
	}
	return false
}
