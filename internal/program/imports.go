package program

import (
	"go/types"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// imports are what is known of other packages.
type imports struct {
	find      func(types.Object) *effect.Summary
	guard     func(key string) *effect.FieldGuard
	summaries map[types.Object]*effect.Summary // the results of Imported
	rooms     map[string]effect.Capacities     // of the channels in variables that the summaries name
}

// FieldGuard returns the guard that another package has found for the map in one of its
// fields, by the key of the map, nil if there is none.
func (i *imports) FieldGuard(key string) *effect.FieldGuard {
	if i.guard == nil {
		return nil
	}
	return i.guard(key)
}

// Imported returns the summary of a function of another package, or of the function that
// a variable of another package holds. It returns nil if there is none.
func (p *Program) Imported(obj types.Object) *effect.Summary {
	if fn, ok := obj.(*types.Func); ok {
		obj = fn.Origin()
	}
	if s, ok := p.summaries[obj]; ok {
		return s
	}
	var s *effect.Summary
	if obj.Pkg() != nil && obj.Pkg() != p.Types {
		s = p.find(obj)
	}
	if s != nil {
		for _, r := range s.Capacities {
			p.rooms[r.Name] |= r.Capacity
		}
	}
	p.summaries[obj] = s
	return s
}

// HasFact reports whether a summary of a function of another package is available.
func (p *Program) HasFact(obj *types.Func) bool { return p.Imported(obj) != nil }
