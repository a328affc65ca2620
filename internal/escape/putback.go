package escape

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// KeptInLocked reports whether the function takes the map that is written out of an object with
// its own lock, such as a cache of values of any type, and puts the same map into that object
// again. Other goroutines may have taken the map out in the meantime: the lock protects what the
// object keeps, and not what the kept values contain. The function records the object in w.
//
// False negative: a map that is kept in the context of a request counts as the request's own.
func KeptInLocked(h *heap.Heap, w *effect.FrozenWrite, m ssa.Value) bool {
	if m == nil {
		return false
	}
	for _, src := range assertionsOf(m, MaxTaken) {
		h := h.Pkg.Of[src.Parent()] // src may be in a function around this literal
		call := getter(h, src.X, 2*MaxTaken)
		if call == nil || call.Call.IsInvoke() || !typeq.HasOwnLock(call.Call.Args[0].Type()) {
			continue
		}
		obj := call.Call.Args[0]
		again := func(c *ssa.CallCommon) bool {
			return len(c.Args) > 1 && (c.Args[0] == obj || h.Place(obj).Known() && h.Place(c.Args[0]) == h.Place(obj))
		}
		if putInto(m, again) {
			name := typeq.TypeName(typeq.Pointee(obj.Type()))
			w.Source, w.From = name[strings.LastIndexByte(name, '/')+1:], ssaq.InstrPos(call)
			return true
		}
	}
	return false
}

// assertionsOf lists the type assertions whose result v may be.
func assertionsOf(v ssa.Value, steps int) []*ssa.TypeAssert {
	switch v := v.(type) {
	case *ssa.TypeAssert:
		return []*ssa.TypeAssert{v}
	case *ssa.Extract:
		if t, ok := v.Tuple.(*ssa.TypeAssert); ok && v.Index == 0 {
			return []*ssa.TypeAssert{t}
		}
	}
	var out []*ssa.TypeAssert
	for _, e := range ssaq.Alternatives(v) {
		if steps > 0 {
			out = append(out, assertionsOf(e, steps-1)...)
		}
	}
	return out
}

// getter returns the method call whose result v is, or is a part of.
func getter(h *heap.Heap, v ssa.Value, steps int) *ssa.Call {
	for range steps {
		switch x := v.(type) {
		case *ssa.Call:
			if obj := ssaq.CalleeObj(x.Common()); obj == nil || obj.Signature().Recv() == nil {
				return nil
			}
			return x
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.Next:
			v = x.Iter
		case *ssa.Range:
			v = x.X
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.IndexAddr:
			v = x.X
		case *ssa.Lookup:
			v = x.X
		case *ssa.Alloc:
			if v = h.Pkg.SoleValue(x); v == nil {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// putInto reports whether a map is converted to an interface and passed to a wanted call.
func putInto(m ssa.Value, wanted func(*ssa.CallCommon) bool) bool {
	return slices.ContainsFunc(ssaq.UsesOf(m), func(r ssa.Instruction) bool {
		mi, ok := r.(*ssa.MakeInterface)
		return ok && slices.ContainsFunc(*mi.Referrers(), func(u ssa.Instruction) bool {
			c, ok := u.(ssa.CallInstruction)
			return ok && !c.Common().IsInvoke() && wanted(c.Common())
		})
	})
}

// Rewrapped reports whether the map that is written comes from a context and is put into a child
// of it. The function treats the map as its own then. Rewrapped records the context in w.
func Rewrapped(h *heap.Heap, w *effect.FrozenWrite, m ssa.Value) bool {
	from := rewrappedPart(h, &w.Write)
	if from == nil && m != nil && putInto(m, isWithValue) {
		from = contextValue(m, 4)
	}
	if from == nil {
		return false
	}
	w.Source, w.From = "context", ssaq.InstrPos(from)
	return true
}

// rewrappedPart returns the call by which the function gets the struct with the map that is written
// out of a context, if it puts that struct, or the pointer to it, into a child; else nil.
func rewrappedPart(h *heap.Heap, a *effect.Access) (from *ssa.Call) {
	if !a.Place.OfContext() || a.Sync.NumLocks() > 0 {
		return nil
	}
	again := false
	for _, call := range heap.AllOf[*ssa.Call](h) {
		again = again || slices.ContainsFunc(intoChild(h, call), func(v ssa.Value) bool { return hasPart(h, v, a.Place) })
		for _, q := range resultPlaces(h, call) {
			if from == nil && q.OfContext() && a.Place.HasPrefix(q) {
				from = call
			}
		}
	}
	if !again {
		return nil
	}
	return from
}

func isWithValue(c *ssa.CallCommon) bool {
	obj := ssaq.CalleeObj(c)
	return obj != nil && obj.Name() == "WithValue" && obj.FullName() == "context.WithValue"
}

// intoChild lists what a call puts into a child of a context, itself or by a helper.
func intoChild(h *heap.Heap, call *ssa.Call) (out []ssa.Value) {
	if isWithValue(call.Common()) {
		return []ssa.Value{ssaq.Unboxed(call.Call.Args[2])}
	}
	t := h.Target(call.Common())
	if !heap.Follows(h, t) {
		return nil
	}
	for _, c := range heap.AllOf[*ssa.Call](h.Pkg.Of[t.Fn]) {
		if isWithValue(c.Common()) {
			if v := t.Actual(c.Call.Args[2]); v != nil {
				out = append(out, ssaq.Unboxed(v))
			}
		}
	}
	return out
}

// hasPart reports whether v is the object, or a copy of the struct, in which p lies.
func hasPart(h *heap.Heap, v ssa.Value, p place.Place) bool {
	if q := h.Place(v); q.OfContext() {
		return p.HasPrefix(q)
	}
	a, ok := ssaq.LoadedAlloc(v)
	return ok && slices.ContainsFunc(ssaq.AssignedValues(a), func(v ssa.Value) bool {
		from := Original(h, v)
		return from.OfContext() && p.HasPrefix(from)
	})
}

// contextValue returns the call of a context's Value whose result v may be.
func contextValue(v ssa.Value, steps int) *ssa.Call {
	if steps == 0 {
		return nil
	}
	switch v := v.(type) {
	case *ssa.Call:
		if ssaq.IsCallOf(v, "(context.Context).Value") {
			return v
		}
	case *ssa.Extract:
		return contextValue(v.Tuple, steps)
	case *ssa.TypeAssert:
		return contextValue(v.X, steps-1)
	case *ssa.ChangeType:
		return contextValue(v.X, steps-1)
	}
	for _, e := range ssaq.Alternatives(v) {
		if call := contextValue(e, steps-1); call != nil {
			return call
		}
	}
	return nil
}
