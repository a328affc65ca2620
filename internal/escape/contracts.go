package escape

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// An outletSearch follows a function value through local variables. A variable may be
// assigned what it holds itself.
type outletSearch struct {
	b    *heap.Heap
	seen map[*ssa.Alloc]bool
}

func Outlets(b *heap.Heap) *outletSearch { return &outletSearch{b, map[*ssa.Alloc]bool{}} }

// AnyUse returns the contract under which one of the uses of v lets it out.
func (s *outletSearch) AnyUse(v ssa.Value) string {
	for _, r := range *v.Referrers() {
		if how := s.KeptBy(v, r); how != "" {
			return how
		}
	}
	return ""
}

// KeptBy returns the contract under which an instruction lets a function value out,
// "" if it does not, or there is none.
//
// False negative: what captures the function, rather than to call it, lets it out.
func (s *outletSearch) KeptBy(v ssa.Value, at ssa.Instruction) string {
	switch at := at.(type) {
	case ssa.CallInstruction:
		if at.Common().Value == v || callsGiven(s.b, at.Common(), v) {
			return ""
		}
	case *ssa.ChangeType:
		return s.AnyUse(at)
	case *ssa.MakeInterface:
		return s.AnyUse(at)
	case *ssa.Phi:
		return ""
	case *ssa.Store:
		if a, ok := at.Addr.(*ssa.Alloc); ok && a.Comment != "varargs" {
			return s.anyLoad(a)
		}
		if how := fieldContract(at.Addr); how != "" {
			return how
		}
	case *ssa.Return, *ssa.MapUpdate, *ssa.Send:
	default:
		return ""
	}
	return known.Contract(ssaq.Unboxed(v).Type())
}

// anyLoad is [outletSearch.AnyUse] for what a local variable holds.
func (s *outletSearch) anyLoad(a *ssa.Alloc) string {
	if s.seen[a] {
		return ""
	}
	s.seen[a] = true
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			if how := s.AnyUse(load); how != "" {
				return how
			}
		}
	}
	return ""
}

// callsGiven reports whether a call runs a function that it is given: then the call has
// what the function does.
func callsGiven(b *heap.Heap, call *ssa.CallCommon, v ssa.Value) bool {
	t := b.Target(call)
	if e := heap.KnownEffect(t); e.Kind == known.Spawn || e.Kind == known.Once {
		return true
	}
	i := slices.Index(t.Args, v)
	return i >= 0 && calls(t, i)
}

// fieldContract returns the contract of the functions in a field, at its address.
func fieldContract(addr ssa.Value) string {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	st, owner := ssaq.StructOf(fa.X.Type())
	return known.FieldContract(owner + "." + st.Field(fa.Field).Name())
}

// calls reports whether the callee calls its parameter i, itself or on a
// goroutine.
func calls(t heap.Target, i int) bool {
	if t.Sum == nil {
		return false
	}
	for _, c := range t.Sum.Calls {
		if c.Func.Kind == place.Param && c.Func.Index == i {
			return true
		}
	}
	return false
}
