package escape

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// returns finds the one place that all returns agree on for result i.
func returns(b *heap.Heap, i int) (place.Place, bool) {
	var agreed place.Place
	for ret := range ssaq.ReturnsOf(b.Fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range GivenAt(b, ret.Results[i], ret) {
			if c, ok := v.(*ssa.Const); ok && c.Value == nil {
				continue
			}
			p := b.Current(v, ret)
			if TakenOut(b, v, ret) || !p.Known() || agreed.Known() && p != agreed {
				return place.Place{}, false
			}
			agreed = p
		}
	}
	return agreed, agreed.Known()
}

// fresh reports whether p, a local place, is an object that the function makes,
// not a variable that may hold any.
func fresh(b *heap.Heap, p place.Place) bool {
	a, ok := b.Defs[p.Name].(*ssa.Alloc)
	return !ok || !ssaq.Refers(a.Type().(*types.Pointer).Elem())
}

// Results says where the function's results live. An object that the function
// makes and returns is a Result for its callers.
func Results(b *heap.Heap, s *effect.Summary) {
	n := b.Fn.Signature.Results().Len()
	s.Results = make([]place.Place, n)
	b.Returned = map[string]int{}
	for i := range n {
		if !ssaq.LeadsToMap(b.Fn.Signature.Results().At(i).Type()) {
			continue
		}
		if a := heap.ReturnsCopy(b, i); a != nil {
			s.Results[i] = place.Place{Kind: place.Result, Index: i}
			s.ResultFields = append(s.ResultFields, sharedFields(b, a, s.Results[i])...)
			continue
		}
		p, ok := returns(b, i)
		if !ok {
			continue
		}
		if p.Kind == place.Local {
			if p.Path == "" && fresh(b, p) {
				b.Returned[p.Name] = i
				s.Results[i] = place.Place{Kind: place.Result, Index: i}
			}
			continue
		}
		if p.Kind != place.Value {
			s.Results[i] = p
		}
	}
}
