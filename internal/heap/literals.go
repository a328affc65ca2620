package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// For "p := T{…}" go/ssa makes the value in a struct of its own and stores that in p. This is
// not a copy, because nothing refers to the first struct any more. The heap treats both as one
// object, that of the variable, as it does for "p := &T{…}".

// variable returns the place of the local object a. For the value of a composite literal, that
// is the place of the variable that the literal initialises.
func (h *Heap) variable(a *ssa.Alloc) place.Place {
	if v := ssaq.InitialisedBy(a); v != nil {
		return h.Local(v)
	}
	return h.Local(a)
}

// ReturnsCopy returns the variable whose value or address every return gives as result i, if
// it is a copy of a struct in which the function assigns some fields. Such a result is not the
// original, but shares with it what the fields hold that are not assigned.
func ReturnsCopy(h *Heap, i int) *ssa.Alloc {
	var found *ssa.Alloc
	for ret := range ssaq.ReturnsOf(h.Fn) {
		if i >= len(ret.Results) {
			continue
		}
		for _, v := range h.Stored(ret.Results[i]) {
			if ssaq.IsZero(v) {
				continue // what the function returns with an error
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
