package heap

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// In "p := T{…}" go/ssa makes the value in a struct of its own and stores that in p. This
// is no copy: nobody has the first struct any more. Both are one object here, that of
// the variable, as in "p := &T{…}".

// variable names the local object that a is, which for the value of a composite literal is
// the variable that it initialises.
func (b *Heap) variable(a *ssa.Alloc) place.Place {
	if v := ssaq.Initialised(a); v != nil {
		return b.Local(v)
	}
	return b.Local(a)
}

// LiteralGives reports whether a literal gives the map variable at p, in the struct of a
// variable, a map: its own one, or one that a part of the struct gets as a whole.
func LiteralGives(b *Heap, a *ssa.Alloc, p place.Place) bool {
	return slices.ContainsFunc(ssaq.FieldAddrs(a), func(fa *ssa.FieldAddr) bool {
		n, _ := ssaq.Stores(fa)
		return n > 0 && p.HasPrefix(ssaq.Step(b.Local(a), fa.X.Type(), fa.Field))
	})
}

// ReturnsCopy returns the variable of which every return gives the value, or the
// address, as result i, if it is a copy of a struct in which the function has assigned some
// fields: what it returns is not the original any more, but shares the rest.
func ReturnsCopy(b *Heap, i int) *ssa.Alloc {
	var found *ssa.Alloc
	for ret := range ssaq.ReturnsOf(b.Fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range b.Stored(ret.Results[i]) {
			if ssaq.IsZero(v) {
				continue // beside an error
			}
			a := ssaq.ChangedCopy(v)
			if a == nil || found != nil && a != found {
				return nil
			}
			found = a
		}
	}
	return found
}
