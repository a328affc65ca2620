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
)

// A snapshot is a slice or map that a function fills with the elements of a
// collection that others have, as a rule under its lock, to use them later: the
// elements, and the maps in them, are those of the others.

// element returns the place of an element of coll, of type t, at an index or key: in
// a snapshot, of an element of the collection that it was taken of.
func (b *Heap) element(coll ssa.Value, t types.Type, elem func(place.Place) place.Place) place.Place {
	p := b.Place(coll)
	if p.Path == "" && (p.Kind == place.Local || p.Kind == place.Value) && ssaq.MayHoldMap(t) {
		if from := b.snapshotOf(coll); from.Known() {
			return from
		}
	}
	return elem(p)
}

// snapshotOf returns the place of which all that is put into coll are elements,
// unknown if they are of several ones, or taken out there: then they are the
// function's own.
func (b *Heap) snapshotOf(coll ssa.Value) place.Place {
	q := question{coll, askElems}
	if p, ok := b.snapshots[coll]; ok {
		b.seen(q)
		return p
	}
	b.snapshots[coll] = place.Place{} // what an element of itself sees
	asked := b.begin(q, true)
	p := b.takenOf(coll)
	b.end(asked, p.Known())
	b.snapshots[coll] = p
	return p
}

// takenOf does the work of [Heap.snapshotOf].
func (b *Heap) takenOf(coll ssa.Value) place.Place {
	elems, ok := b.put(coll)
	if !ok {
		return place.Place{}
	}
	var agreed place.Place
	for _, v := range elems {
		p := b.Place(v)
		if !p.Known() || p.Kind == place.Local || !strings.HasSuffix(p.Path, "]") && !strings.HasSuffix(p.Path, "}") || agreed.Known() && p != agreed {
			return place.Place{}
		}
		agreed = p
	}
	if !agreed.Known() || b.drains(Key(agreed.Parent())) {
		return place.Place{}
	}
	return agreed
}

// maxPut bounds the values that a collection goes through from where it is made.
const maxPut = 64

// put lists what is put into a slice or map that the function makes; ok is false if
// not all of it can be seen, or the parts of an element are assigned there.
func (b *Heap) put(coll ssa.Value) (elems []ssa.Value, ok bool) {
	seen := map[ssa.Value]bool{}
	work := []ssa.Value{coll}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		if len(seen) > maxPut || changesElems(v) {
			return nil, false
		}
		switch v := v.(type) {
		case *ssa.Const:
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.ChangeType:
			work = append(work, v.X)
		case *ssa.MakeMap:
			assigned, ok := b.AssignedIn(v)
			if !ok {
				return nil, false
			}
			elems = append(elems, assigned...)
		case *ssa.MakeSlice:
		case *ssa.UnOp:
			init := b.Pkg.InitOf(v.X)
			if init == nil || !ssaq.IsMap(v.Type()) {
				return nil, false
			}
			work = append(work, init)
		case *ssa.Slice:
			if a, made := v.X.(*ssa.Alloc); made {
				elems = append(elems, ssaq.StoredElems(a)...)
			} else {
				work = append(work, v.X)
			}
		case *ssa.Call:
			if bi, ok := v.Call.Value.(*ssa.Builtin); !ok || bi.Name() != "append" || len(v.Call.Args) != 2 {
				return nil, false
			}
			work = append(work, v.Call.Args...)
		default:
			return nil, false
		}
		if v.Referrers() != nil {
			elems = append(elems, ssaq.StoredElems(v)...)
		}
	}
	return elems, true
}

// AssignedIn lists what is assigned to the elements of a map that the function makes, by
// itself or by functions that it calls with the map or that have captured its variable; ok
// is false if a callee assigns something that the function does not know.
func (b *Heap) AssignedIn(made *ssa.MakeMap) (elems []ssa.Value, ok bool) {
	ok = true
	m, seen := b.Place(made), map[ssa.Instruction]bool{}
	var by func(v ssa.Value)
	by = func(v ssa.Value) {
		for _, r := range *v.Referrers() {
			if seen[r] {
				continue
			}
			seen[r] = true
			switch r := r.(type) {
			case *ssa.Phi:
				by(r)
			case *ssa.ChangeType:
				by(r)
			case *ssa.MapUpdate:
				if r.Map == v {
					elems = append(elems, r.Value)
				}
			case *ssa.Store:
				if a, variable := r.Addr.(*ssa.Alloc); variable && r.Val == v && b.Pkg.SoleStore(a) == v {
					by(a)
				}
			case *ssa.UnOp:
				by(r)
			case *ssa.MakeClosure:
				if ssaq.CalledInPlace(r) {
					by(r)
				}
			case *ssa.Call:
				for _, in := range Insertions(b, r) {
					if in.Place == m {
						elems, ok = append(elems, in.StoredValue), ok && in.StoredValue != nil
					}
				}
			}
		}
	}
	by(made)
	return elems, ok
}

// changesElems reports whether a part of some element of the slice v is assigned.
func changesElems(v ssa.Value) bool {
	if v.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(r ssa.Instruction) bool {
		elem, ok := r.(*ssa.IndexAddr)
		return ok && elem.X == v && ssaq.AssignsPart(elem)
	})
}

// drains reports whether the function, or one that it calls, takes elements out of
// the collection at p or puts another one there.
func (b *Heap) drains(p place.Place) bool {
	return len(InstrsOf(b, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			return Key(b.Place(i.Addr)) == p
		case *ssa.Call:
			if bi, ok := i.Call.Value.(*ssa.Builtin); ok {
				return (bi.Name() == "delete" || bi.Name() == "clear") && Key(b.Place(i.Call.Args[0])) == p
			}
			return b.DrainedBy(i, p)
		}
		return false
	})) > 0
}

// DrainedBy is drains for one call.
func (b *Heap) DrainedBy(call *ssa.Call, p place.Place) bool {
	t := b.Target(call.Common())
	if t.Sum == nil {
		return false
	}
	bd := b.Bind(t, call)
	return slices.ContainsFunc(t.Sum.Accesses, func(a effect.Access) bool {
		if a.Op != state.OpDelete && a.Op != state.OpClear && a.Op != state.OpReplace {
			return false
		}
		q, _ := bd.Place(a.Place)
		return Key(q) == p
	})
}
