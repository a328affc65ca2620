package summary

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// results says where the function's results live. An object that the function
// makes and returns is a Result for its callers.
func (b *builder) results(s *Summary) {
	n := b.fn.Signature.Results().Len()
	s.Results = make([]place.Place, n)
	b.returned = map[string]int{}
	for i := range n {
		if !leadsToMap(b.fn.Signature.Results().At(i).Type()) {
			continue
		}
		if a := b.returnsCopy(i); a != nil {
			s.Results[i] = place.Place{Kind: place.Result, Index: i}
			s.Fields = append(s.Fields, b.sharedFields(a, s.Results[i])...)
			continue
		}
		p, ok := b.returns(i)
		if !ok {
			continue
		}
		if p.Kind == place.Local {
			if p.Path == "" && b.fresh(p) {
				b.returned[p.Name] = i
				s.Results[i] = place.Place{Kind: place.Result, Index: i}
			}
			continue
		}
		if p.Kind != place.Value {
			s.Results[i] = p
		}
	}
}

// returns finds the one place that all returns agree on for result i.
func (b *builder) returns(i int) (place.Place, bool) {
	var agreed place.Place
	for ret := range returnsOf(b.fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range b.givenAt(ret.Results[i], ret) {
			if c, ok := v.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			p := b.current(v, ret)
			if b.takenOut(v, ret) || !p.Known() || agreed.Known() && p != agreed {
				return place.Place{}, false
			}
			agreed = p
		}
	}
	return agreed, agreed.Known()
}

// fresh reports whether p, a local place, is an object that the function makes,
// not a variable that may hold any.
func (b *builder) fresh(p place.Place) bool {
	a, ok := b.defs[p.Name].(*ssa.Alloc)
	return !ok || !refers(a.Type().(*types.Pointer).Elem())
}

// leadsToMap reports whether a result of type t can share a map or a lock with
// its callers.
func leadsToMap(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Map, *types.Pointer, *types.Interface, *types.Struct, *types.Chan, *types.Slice:
		return true
	}
	return false
}
