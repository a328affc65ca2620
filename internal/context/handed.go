package context

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
)

// handedOut reports whether a function is given to an unknown one with no lock held,
// and whether that is everywhere while its object is made.
func givenToUnknown(fs *order.Flows, fn *ssa.Function) (handed, early bool) {
	early = true
	for _, h := range fs.Callbacks[fn] {
		if held := fs.Of[h.Giver.Fn].StateAt(h.At).Union(fs.EntryLocksets[h.Giver.Fn]); held.NumLocks() == 0 {
			handed, early = true, early && h.Early
		}
	}
	return handed, handed && early
}
