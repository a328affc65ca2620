package detect

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
)

// depends reports whether a store depends on what a look-up, or a call that makes
// it, has found: its value is computed from that, or an object of its own that is
// only stored if nothing was found.
func depends(b *order.Flow, found ssa.Value, s store) (isComputed, ok bool) {
	if !escape.Decides(b.Heap, found, s.at) {
		return true, s.own && escape.Renewed(s.value, found, 4)
	}
	isComputed = escape.Derived(s.value, found, 4, false) && !escape.Missed(found, s.at)
	return isComputed, isComputed || escape.Unlike(b.Heap, s.value)
}
