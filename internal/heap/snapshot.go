package heap

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A snapshot is a slice or map that a function fills with the elements of a shared
// collection, usually under its lock, to use them later. The elements, and the maps in them,
// are still shared.

// ownCollection reports whether p is a collection that only this function has, as far as is
// known.
func ownCollection(p place.Place) bool {
	return p.Path == "" && (p.Kind == place.Local || p.Kind == place.Value)
}

// IsElement reports whether p is an element of a collection that the function has not made.
func IsElement(p place.Place) bool {
	endsInElem := strings.HasSuffix(p.Path, "]") || strings.HasSuffix(p.Path, "}")
	return endsInElem && p.Known() && p.Kind != place.Local
}

// element returns the place of an element of coll, which has type t. If coll is a snapshot,
// that is an element of the collection from which the snapshot was taken; else it is what elem
// makes of the place of coll.
func (h *Heap) element(coll ssa.Value, t types.Type, elem func(place.Place) place.Place) place.Place {
	p := h.Place(coll)
	if ownCollection(p) && typeq.IsMapOrStruct(t) {
		if from := h.snapshotOf(coll); from.Known() {
			return from
		}
	}
	return elem(p)
}

// snapshotOf returns the one place that all elements have which the function puts into coll,
// unknown if there are several. It is unknown too if the function takes elements out of the
// collection from which they come: the elements are then its own.
func (h *Heap) snapshotOf(coll ssa.Value) place.Place {
	q := question{coll, askElems}
	if p, ok := h.snapshots[coll]; ok {
		h.reuse(q)
		return p
	}
	h.snapshots[coll] = place.Place{}
	asked := h.begin(q)
	p := h.commonOrigin(coll)
	changed := p.Known()
	h.end(asked, changed)
	h.snapshots[coll] = p
	return p
}

// commonOrigin finds what [Heap.snapshotOf] returns.
func (h *Heap) commonOrigin(coll ssa.Value) place.Place {
	elems, ok := h.contents(coll)
	if !ok {
		return place.Place{}
	}
	var agreed place.Place
	for _, v := range elems {
		p := h.Place(v)
		if !IsElement(p) || agreed.Known() && p != agreed {
			return place.Place{}
		}
		agreed = p
	}
	if !agreed.Known() || h.drains(Key(agreed.Parent())) {
		return place.Place{}
	}
	return agreed
}

// maxContents bounds how many values are followed from a collection to where it is made.
const maxContents = 64

// contents lists what the function puts into a slice or map that it makes. ok is false if it
// may put in what is not seen here, or assigns a part of an element.
func (h *Heap) contents(coll ssa.Value) (elems []ssa.Value, ok bool) {
	seen := map[ssa.Value]bool{}
	work := []ssa.Value{coll}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		if len(seen) > maxContents || changesElems(v) {
			return nil, false
		}
		switch v := v.(type) {
		case *ssa.Const:
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.ChangeType:
			work = append(work, v.X)
		case *ssa.MakeMap:
			assigned, ok := h.AssignedIn(v)
			if !ok {
				return nil, false
			}
			elems = append(elems, assigned...)
		case *ssa.MakeSlice:
		case *ssa.UnOp:
			init := h.Pkg.SoleValueAt(v.X)
			if init == nil || !typeq.IsMap(v.Type()) {
				return nil, false
			}
			work = append(work, init)
		case *ssa.Slice:
			if a, made := v.X.(*ssa.Alloc); made {
				elems = append(elems, ssaq.ElementValues(a)...)
			} else {
				work = append(work, v.X)
			}
		case *ssa.Call:
			if !isAppend(v) {
				return nil, false
			}
			work = append(work, v.Call.Args...)
		default:
			return nil, false
		}
		if v.Referrers() != nil {
			elems = append(elems, ssaq.ElementValues(v)...)
		}
	}
	return elems, true
}

// isAppend reports whether a call appends a slice to another.
func isAppend(call *ssa.Call) bool {
	bi, ok := call.Call.Value.(*ssa.Builtin)
	return ok && bi.Name() == "append" && len(call.Call.Args) == 2
}

// AssignedIn lists what is assigned to the elements of a map that the function makes. The
// function assigns it itself, or calls a function with the map, or one that has captured the
// variable of the map. ok is false if a callee assigns a value that this function does not know.
func (h *Heap) AssignedIn(made *ssa.MakeMap) (elems []ssa.Value, ok bool) {
	s := assignmentSearch{h: h, m: h.Place(made), seen: map[ssa.Instruction]bool{}, known: true}
	s.follow(made)
	return s.elems, s.known
}

// assignmentSearch follows a map that a function makes to the assignments of its elements.
type assignmentSearch struct {
	h     *Heap
	m     place.Place // of the map
	seen  map[ssa.Instruction]bool
	elems []ssa.Value // the assigned values
	known bool        // the function knows all assigned values
}

// follow looks at each use of a value that is the map, or the address of its variable.
func (s *assignmentSearch) follow(v ssa.Value) {
	for _, r := range *v.Referrers() {
		if !s.seen[r] {
			s.seen[r] = true
			s.use(v, r)
		}
	}
}

// use adds what an instruction that uses the map v assigns to its elements.
func (s *assignmentSearch) use(v ssa.Value, r ssa.Instruction) {
	switch r := r.(type) {
	case *ssa.Phi:
		s.follow(r)
	case *ssa.ChangeType:
		s.follow(r)
	case *ssa.MapUpdate:
		if r.Map == v {
			s.elems = append(s.elems, r.Value)
		}
	case *ssa.Store:
		if a, variable := r.Addr.(*ssa.Alloc); variable && r.Val == v && s.h.Pkg.SoleValue(a) == v {
			s.follow(a)
		}
	case *ssa.UnOp:
		s.follow(r)
	case *ssa.MakeClosure:
		if ssaq.CalledInPlace(r) {
			s.follow(r)
		}
	case *ssa.Call:
		for _, in := range Insertions(s.h, r) {
			if in.Place == s.m {
				s.elems, s.known = append(s.elems, in.SSAValue), s.known && in.SSAValue != nil
			}
		}
	}
}

// changesElems reports whether the function assigns a part of some element of the slice v.
func changesElems(v ssa.Value) bool {
	if v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		elem, ok := r.(*ssa.IndexAddr)
		return ok && elem.X == v && ssaq.AssignsPart(elem)
	})
}

// drains reports whether the function, or one that it calls, takes elements out of the
// collection at p or replaces the collection.
func (h *Heap) drains(p place.Place) bool {
	return len(InstrsOf(h, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			return Key(h.Place(i.Addr)) == p
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return (bi.Name() == "delete" || bi.Name() == "clear") && Key(h.Place(i.Call.Args[0])) == p
			}
			return h.DrainedBy(i, p)
		}
		return false
	})) > 0
}

// DrainedBy reports whether a call takes elements out of the collection at p or replaces it.
func (h *Heap) DrainedBy(call *ssa.Call, p place.Place) bool {
	t := h.Target(call.Common())
	if t.Sum == nil {
		return false
	}
	bd := h.Bind(t, call)
	return slices.ContainsFunc(t.Sum.Accesses, func(a effect.Access) bool {
		if a.Op != state.OpDelete && a.Op != state.OpClear && a.Op != state.OpReplace {
			return false
		}
		q, _ := bd.Place(a.Place)
		return Key(q) == p
	})
}
