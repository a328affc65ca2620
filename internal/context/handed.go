package context

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
)

// handedOut reports whether a function is given to an unknown one with no lock held,
// and whether that is everywhere while its object is made.
func handedOut(e *order.Flows, fn *ssa.Function) (handed, early bool) {
	early = true
	for _, h := range e.Handings[fn] {
		if held := e.Of[h.From.Fn].StateAt(h.At).Union(e.EntryLocksets[h.From.Fn]); held.NumLocks() == 0 {
			handed, early = true, early && h.Early
		}
	}
	return handed, handed && early
}
