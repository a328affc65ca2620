package escape

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// StructCopy is a local struct variable that is assigned another struct with maps.
//
// The copy shares its maps with the original. If the copy is only read, package heap gives its
// maps the places of the original. A StructCopy has fields that are assigned, or its address is
// passed on: copy and original share a map until the field of the copy is assigned.
type StructCopy struct {
	Local, From place.Place
	At          *ssa.Store
	MayReassign []ssa.Instruction // assign all fields, or may assign some
}

// StructCopies lists the copies of structs whose maps have places of their own.
func StructCopies(h *heap.Heap) []StructCopy {
	var out []StructCopy
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			a, ok := st.Addr.(*ssa.Alloc)
			if !ok || !typeq.HasNestedMap(a.Type(), 3) || ssaq.EscapesToClosure(a) {
				continue
			}
			from := Original(h, st.Val)
			if from.Known() && from != h.Local(a) {
				out = append(out, StructCopy{Local: h.Local(a), From: from, At: st, MayReassign: append(UnknownCalls(h, a), ssaq.OtherStores(a, st)...)})
			}
		}
	}
	return out
}

// Reassigns reports whether an assignment to the variable at p changes which map is at q, in the
// copy or in the original.
func (c *StructCopy) Reassigns(p, q place.Place) bool {
	return q.HasPrefix(p) || c.From.Join(q.Rest(c.Local)).HasPrefix(p)
}

// Original returns the place of the struct whose value v is, unknown if v has no other place than
// the function's own.
func Original(h *heap.Heap, v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return h.Place(v.X)
		}
	case *ssa.Parameter:
		return h.Place(v)
	case *ssa.Call, *ssa.Extract, *ssa.TypeAssert:
		// A copy that the callee has made, or that others have too. A getter of other structs often
		// has a setter, which puts the copy back.
		if p := h.Place(v); p.Kind == place.Local || p.OfContext() || p.Published() {
			return p
		}
	}
	return place.Place{}
}

// FillsNil reports whether st assigns a map variable that is nil at that point, so that there was
// no map to share.
func FillsNil(h *heap.Heap, st *ssa.Store) bool {
	want := heap.Key(h.Place(st.Addr))
	for cond, holds := range ssaq.ConditionsOf(st.Block()) {
		if m, empty := ssaq.EmptyTest(cond); m != nil && holds == empty && heap.Key(h.Place(m)) == want {
			return true
		}
	}
	return false
}

// ByCopy returns the assignment that copies the struct from which an operation reads its map; nil
// if there is none. A parameter or receiver that is passed by value counts only if the operation
// writes.
func ByCopy(h *heap.Heap, m ssa.Value, writes bool) *ssa.Store {
	if load, ok := m.(*ssa.UnOp); ok {
		m = load.X
	}
	a, path := ssaq.LocalRoot(m)
	if a == nil || len(path) == 0 {
		return nil
	}
	init := h.Pkg.SoleValue(a)
	if init == nil {
		return nil
	}
	_, value := init.Type().Underlying().(*types.Struct)
	_, param := init.(*ssa.Parameter)
	onlyRead := param && !writes
	if !value || onlyRead || !Original(h, init).Known() {
		return nil
	}
	return ssaq.FirstStore(a)
}

// UnknownCalls lists the calls that are passed the address of a and have no summary: they may
// assign the fields of a.
func UnknownCalls(h *heap.Heap, a *ssa.Alloc) []ssa.Instruction {
	var out []ssa.Instruction
	addCalls := func(v ssa.Value) {
		for _, r := range *v.Referrers() {
			if call, ok := r.(ssa.CallInstruction); ok && h.Target(call.Common()).Sum == nil {
				out = append(out, call)
			}
		}
	}
	addCalls(a)
	for _, r := range *a.Referrers() {
		if mi, ok := r.(*ssa.MakeInterface); ok {
			addCalls(mi)
		}
	}
	return out
}

// InCopy reports whether addr lies in a struct that the function has copied into its own
// variable. For maps such a copy is as good as the original.
func InCopy(h *heap.Heap, addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Alloc:
			return h.Pkg.SoleValue(a) != nil
		default:
			return false
		}
	}
}
