package heap

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Current returns the place of a map at an instruction that uses it, or an
// opaque one if the variable that it was read from has been assigned since:
// after "old := s.m; s.m = nil", old is no longer s.m.
func (b *Heap) Current(m ssa.Value, at ssa.Instruction) place.Place {
	p := b.Place(m)
	if len(b.assigned) == 0 || !p.Known() {
		return p
	}
	load := b.LoadOf(m)
	if load == nil {
		return p
	}
	renewed := func(q place.Place) bool {
		sts := b.assigned[Key(q)]
		return sts != nil && b.Flows.Between(load, at, func(i ssa.Instruction) bool { return sts[i] })
	}
	for q := range p.Prefixes() {
		if renewed(q) {
			return b.opaque(load.(ssa.Value))
		}
	}
	if renewed(p.Root()) {
		return b.opaque(load.(ssa.Value))
	}
	return p
}

// LoadOf returns the load that m comes from, unless m is nil.
func (b *Heap) LoadOf(m ssa.Value) ssa.Instruction {
	for range 8 { // chains of variables are short
		switch v := m.(type) {
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return nil
			}
			if a, ok := v.X.(*ssa.Alloc); ok {
				if init := b.Pkg.SoleStore(a); init != nil {
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
			if m = ssaq.UnlessNil(v); m == nil {
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
