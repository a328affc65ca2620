package escape

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// KeptInLocked reports whether the function takes the map that is written out of an
// object with a lock of its own, such as a cache of any values, and puts the same map
// into that object again: others can have got it there in the meantime. The lock is for
// what the object keeps, not for what is in that. What the handler of a request keeps in
// the context of this is its own.
func KeptInLocked(b *heap.Heap, w *effect.FrozenWrite, m ssa.Value) bool {
	if m == nil {
		return false
	}
	for _, src := range assertionsOf(m, MaxTaken) {
		b := b.Pkg.Of[src.Parent()] // of the function around a literal
		call := handedBy(b, src.X, 2*MaxTaken)
		if call == nil || call.Call.IsInvoke() || !ssaq.LocksItself(call.Call.Args[0].Type()) {
			continue
		}
		obj := call.Call.Args[0]
		again := func(c *ssa.CallCommon) bool {
			return len(c.Args) > 1 && (c.Args[0] == obj || b.Place(obj).Known() && b.Place(c.Args[0]) == b.Place(obj))
		}
		if putInto(m, again) {
			name := ssaq.TypeName(ssaq.Pointee(obj.Type()))
			w.Source, w.From = name[strings.LastIndexByte(name, '/')+1:], ssaq.InstrPos(call)
			return true
		}
	}
	return false
}

// assertionsOf lists the values that v may be which are the value in an interface.
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

// handedBy returns the method call of which v is the result, or part of the result.
func handedBy(b *heap.Heap, v ssa.Value, steps int) *ssa.Call {
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
			if v = b.Pkg.SoleStore(x); v == nil {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}

// putInto reports whether a map is given, as an interface, to a call that is as wanted.
func putInto(m ssa.Value, wanted func(*ssa.CallCommon) bool) bool {
	return slices.ContainsFunc(ssaq.UsesOf(m), func(r ssa.Instruction) bool {
		mi, ok := r.(*ssa.MakeInterface)
		return ok && slices.ContainsFunc(*mi.Referrers(), func(u ssa.Instruction) bool {
			c, ok := u.(ssa.CallInstruction)
			return ok && !c.Common().IsInvoke() && wanted(c.Common())
		})
	})
}
