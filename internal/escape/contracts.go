package escape

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// A ContractSearch finds the contract under which a function value is kept: a promise of the
// one who keeps the function to call it on several goroutines. It follows the value through
// local variables, and looks into each variable once.
type ContractSearch struct {
	h    *heap.Heap
	seen map[*ssa.Alloc]bool
}

// NewContractSearch returns a search in the function of a heap.
func NewContractSearch(h *heap.Heap) *ContractSearch {
	return &ContractSearch{h, map[*ssa.Alloc]bool{}}
}

// OfUses returns the contract under which one of the uses of v keeps the function value, "" if
// there is none.
func (s *ContractSearch) OfUses(v ssa.Value) string {
	for _, r := range *v.Referrers() {
		if how := s.OfUse(v, r); how != "" {
			return how
		}
	}
	return ""
}

// OfUse returns the contract under which an instruction keeps a function value. It is "" if the
// instruction does not keep the value, or under no contract.
//
// False negative: a literal that captures the function value, and is kept itself.
func (s *ContractSearch) OfUse(v ssa.Value, at ssa.Instruction) string {
	switch at := at.(type) {
	case ssa.CallInstruction:
		if at.Common().Value == v || callsGiven(s.h, at.Common(), v) {
			return ""
		}
	case *ssa.ChangeType:
		return s.OfUses(at)
	case *ssa.MakeInterface:
		return s.OfUses(at)
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

// anyLoad is [ContractSearch.OfUses] for the value of a local variable.
func (s *ContractSearch) anyLoad(a *ssa.Alloc) string {
	if s.seen[a] {
		return ""
	}
	s.seen[a] = true
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			if how := s.OfUses(load); how != "" {
				return how
			}
		}
	}
	return ""
}

// callsGiven reports whether a call runs the function v that it is passed. What the function
// does is then part of what the call does.
func callsGiven(h *heap.Heap, call *ssa.CallCommon, v ssa.Value) bool {
	t := h.Target(call)
	if e := heap.KnownEffect(t); e.Kind == known.Spawn || e.Kind == known.Once {
		return true
	}
	i := slices.Index(t.Args, v)
	return i >= 0 && calls(t, i)
}

// fieldContract returns the contract of the functions in the field with an address.
func fieldContract(addr ssa.Value) string {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return ""
	}
	st, owner := typeq.StructOf(fa.X.Type())
	return known.FieldContract(owner + "." + st.Field(fa.Field).Name())
}

// calls reports whether the callee calls its parameter i, itself or on a goroutine.
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
