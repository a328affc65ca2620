package heap

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Current returns the place of a map at an instruction that uses it, or an opaque place if
// the variable from which it was read has been assigned since. After
// "old := s.m; s.m = nil", old is no longer s.m.
func (h *Heap) Current(m ssa.Value, at ssa.Instruction) place.Place {
	p := h.Place(m)
	if len(h.assigned) == 0 || !p.Known() {
		return p
	}
	load := h.LoadOf(m)
	if load == nil {
		return p
	}
	reassigned := func(q place.Place) bool {
		stores := h.assigned[Key(q)]
		return stores != nil && h.Paths.Between(load, at, func(i ssa.Instruction) bool { return stores[i] })
	}
	for q := range p.Prefixes() {
		if reassigned(q) {
			return h.opaque(load.(ssa.Value))
		}
	}
	if reassigned(p.Root()) {
		return h.opaque(load.(ssa.Value))
	}
	return p
}

// LoadOf returns the instruction that read m from a variable or a map, nil if m was not read
// or comes from several ones.
func (h *Heap) LoadOf(m ssa.Value) ssa.Instruction {
	for range maxVariables {
		switch v := m.(type) {
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return nil
			}
			if a, ok := v.X.(*ssa.Alloc); ok {
				if init := h.Pkg.SoleValue(a); init != nil {
					m = init
					continue
				}
			}
			return v
		case *ssa.ChangeType:
			m = v.X
		case *ssa.TypeAssert:
			m = v.X
		case *ssa.Phi:
			if m = ssaq.NonNilEdge(v); m == nil {
				return nil
			}
		case *ssa.Lookup:
			return v
		default:
			return nil
		}
	}
	return nil
}
