package context

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/order"
)

// givenToUnknown reports whether a function is passed to unknown code somewhere with no lock
// held, and whether all of these places are early: see [trace.Callback].
func givenToUnknown(fs *order.Flows, fn *ssa.Function) (given, early bool) {
	early = true
	for _, c := range fs.Callbacks[fn] {
		giver := c.Giver.Fn
		if held := fs.Of[giver].StateAt(c.At).Union(fs.EntryLocksets[giver]); held.NumLocks() == 0 {
			given, early = true, early && c.Early
		}
	}
	return given, given && early
}
