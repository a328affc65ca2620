package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// SemaphoreKind returns the kind of lock that the function holds between a send to the
// channel at p and a receive from it, and whether it may hold one at all.
func SemaphoreKind(h *heap.Heap, p place.Place) (state.Kind, bool) {
	if p.AnyElem() || p.IsTaken() {
		return 0, false // channels that are chosen by a key are not one lock
	}
	c := CapacityAt(h, p)
	if c.AdmitsOne() {
		return state.Semaphore, true
	}
	return state.MaySemaphore, c.MayAdmitOne()
}

// MayBeUnbuffered reports whether the function or its caller may know that the channel at
// p has no buffer.
func MayBeUnbuffered(h *heap.Heap, p place.Place) bool {
	c := CapacityAt(h, p)
	return c == effect.Unbuffered || c&effect.AnyCapacity != 0 && p.Kind == place.Param && p.Path == ""
}

// RefineSemaphores returns a set of locks and orders in which each semaphore of a callee
// has the kind that follows from the capacity of its channel as this function knows it.
// A channel that admits several goroutines is dropped.
func RefineSemaphores(h *heap.Heap, facts state.SyncSet) state.SyncSet {
	for _, f := range facts {
		if f.Kind != state.Semaphore && f.Kind != state.MaySemaphore {
			continue
		}
		switch c := CapacityAt(h, f.Place); {
		case !c.MayAdmitOne():
			facts = facts.Without(f.Place, f.Kind)
		case c.AdmitsOne() && f.Kind == state.MaySemaphore:
			facts = facts.Without(f.Place, f.Kind).With(&state.SyncFact{Place: f.Place, Kind: state.Semaphore, Must: f.Must})
		}
	}
	return facts
}

// CapacityAt returns the capacities that the channel at p may have.
func CapacityAt(h *heap.Heap, p place.Place) effect.Capacities {
	channels := h.Pkg.Channels()
	switch {
	case p.Kind == place.Global && p.Path == "":
		return channels.Named(p.Name)
	case p.Path != "":
		if p.Variable() {
			return channels.Named(p.Owner)
		}
		return effect.AnyCapacity
	case p.Kind == place.FreeVar:
		return channels.Of(h.Fn.FreeVars[p.Index])
	case p.Kind == place.Param && p.Index < len(h.Fn.Params):
		return channels.Of(h.Fn.Params[p.Index])
	}
	switch v := h.Defs[p.Name].(type) {
	case *ssa.Call:
		return channels.Result(v, ssaq.ResultIndex(p.Name))
	case ssa.Value:
		return channels.Of(v)
	}
	return effect.AnyCapacity
}
