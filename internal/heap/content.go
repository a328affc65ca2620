package heap

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// What an atomic variable, a sync.Map or a channel with a token in it hands out is one object for
// all who ask: its content.

// maxContentSteps bounds the steps to what a variable hands out, so that some are left for the
// fields of the object there.
const maxContentSteps = place.MaxSteps - 1

// content returns the place of what the receiver of a call, such as a sync.Map, holds under the
// key that is an argument of the call, or holds alone if key is 0.
func content(h *Heap, call *ssa.Call, key int) place.Place {
	p := h.Place(call.Call.Args[0]).Content()
	if key > 0 {
		p = p.MapElem(h.index(call.Call.Args[key]))
	}
	if p.Len() > maxContentSteps {
		return place.Place{}
	}
	return p
}

// received returns the place of v, which was received from a channel: a token is the content of its
// channel, whoever has it. Each other object is one that the sender has given away.
func received(h *Heap, v, ch ssa.Value) place.Place {
	if p := h.Place(ch).Content(); typeq.MayShareMap(v.Type()) && h.Pkg.IsToken(ch) && p.Known() && p.Len() <= maxContentSteps {
		return p
	}
	return h.opaque(v)
}

// IsOrStandsFor reports whether v, an object that the function makes, is stored at p, or is what
// the function has where nothing is at p: a new object that takes nothing from the one at p. Such
// an object does not make p private, if others get the object at p where there is one.
func IsOrStandsFor(h *Heap, v ssa.Value, p place.Place) bool {
	if h.StoredAt(v, p) {
		return true
	}
	a, ok := v.(*ssa.Alloc)
	if shared := p.Published() || p.OfContext(); !ok || !shared || ssaq.FirstStore(a) != nil {
		return false
	}
	takes := func(v ssa.Value) bool { return h.Place(v).HasPrefix(p) }
	return !slices.ContainsFunc(ssaq.FieldAddrs(a), func(f *ssa.FieldAddr) bool {
		_, v := ssaq.CountStores(f)
		call, ok := v.(*ssa.Call)
		return v != nil && takes(v) || ok && slices.ContainsFunc(call.Call.Args, takes)
	})
}

// publishes reports whether a call stores v in a sync.Map or an atomic variable, at p.
func publishes(h *Heap, call *ssa.Call, v ssa.Value, p place.Place) bool {
	arg, ok := known.Publishes(ssaq.CalleeObj(call.Common()))
	if !ok || !p.Published() || call.Call.IsInvoke() || call.Call.Args[arg] != v {
		return false
	}
	q := content(h, call, arg-1)
	return q.Root() == p.Root() && q.Path == p.Path
}
