package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// placePhis finds the places of the φ-nodes in the order of the blocks. Most cycles of values
// pass a φ-node. So their answers start from it, and few have to be forgotten (see memo).
func (h *Heap) placePhis() {
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			phi, ok := instr.(*ssa.Phi)
			if !ok {
				break
			}
			if typeq.MayShareMap(phi.Type()) {
				h.Place(phi)
			}
		}
	}
}

// phi returns the place that all edges of a φ-node agree on, else the node's own place.
//
// An edge without a place of its own is judged by its kind:
//   - nil is ignored. In a loop it means that the variable was given up;
//   - a map just made is ignored if it is stored at the place of the others, as in
//     "m := s.m; if m == nil { m = make(…); s.m = m }". Outside a loop it is ignored too,
//     unless it is filled with a copy of the map at that place, as in "if shared { m = copy
//     of m }";
//   - an object just made is ignored if it is stored at the place of the others, where anyone
//     finds it then, or stands for an object of theirs that others share;
//   - a part of the node's own object leads down a tree or a list. The node is then some
//     element of what the other edges agree on.
//
// False positive: a map that was just made to replace another one counts as the other one.
func (h *Heap) phi(v *ssa.Phi) place.Place {
	self := h.opaque(v)
	var agreed place.Place
	down := false
	var fresh, made []ssa.Value
	for _, e := range v.Edges {
		switch e := e.(type) {
		case *ssa.Const:
			if typeq.IsReference(v.Type()) && !h.Paths.InLoop(v.Block()) {
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
		p := h.Place(e)
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
		if !h.StoredAt(m, agreed) && (h.Paths.InLoop(v.Block()) || h.copyOf(m, agreed)) {
			return self
		}
	}
	for _, m := range made {
		if !IsOrStandsFor(h, m, agreed) {
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

// copyOf reports whether the map m is filled in a range over the map at p.
func (h *Heap) copyOf(m ssa.Value, p place.Place) bool {
	for _, r := range *m.Referrers() {
		up, ok := r.(*ssa.MapUpdate)
		if !ok || up.Map != m {
			continue
		}
		if key, ok := up.Key.(*ssa.Extract); ok {
			if next, ok := key.Tuple.(*ssa.Next); ok && h.Place(next.Iter.(*ssa.Range).X) == p {
				return true
			}
		}
	}
	return false
}

// StoredAt reports whether the function stores v at p.
func (h *Heap) StoredAt(v ssa.Value, p place.Place) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.Store:
			if r.Val == v && h.Place(r.Addr).Same(p) {
				return true
			}
		case *ssa.MapUpdate:
			elem := h.Place(r.Map).MapElem(h.index(r.Key))
			if r.Value == v && elem.Root() == p.Root() && elem.Path == p.Path {
				return true
			}
		case *ssa.MakeInterface:
			if h.StoredAt(r, p) {
				return true
			}
		case *ssa.Call:
			if publishes(h, r, v, p) {
				return true
			}
		}
	}
	return false
}
