package detect

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// loadThenStore appends the lost updates of sync.Maps: a call of Store whose value is computed
// from what Load returned for the same key, or is a new object that has to be closed and is
// stored where Load found none. Each call is atomic, but another may come between them.
func loadThenStore(f *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	loads := syncMapCalls(f, "Load")
	if len(loads) == 0 {
		return out
	}
	for _, store := range syncMapCalls(f, "Store") {
		for _, load := range loads {
			if !sameEntry(f, load, store) || putsBack(store.Call.Args[2], load) {
				continue
			}
			computed := escape.Derived(store.Call.Args[2], load, maxStepsToStored)
			if !computed && (len(loads) > 1 || !storesIfMissing(f, load, store)) || excludesOthers(f, load, store) {
				continue
			}
			access := func(op state.Op, call *ssa.Call) effect.Access {
				m := load.Call.Args[0]
				return effect.Access{Op: op, Place: f.Place(m), Site: f.SiteOf(call, ssaq.ExprOf(m), place.Place{})}
			}
			out = append(out, effect.LostUpdate{
				Look: access(state.OpRead, load), Store: access(state.OpWrite, store), Computed: computed,
			})
			break
		}
	}
	return out
}

// maxStepsToStored bounds the steps from the result of Load to the value of Store: there are
// more than for a plain map, since both pass through an interface.
const maxStepsToStored = 8

// syncMapCalls lists the calls of a method of sync.Map.
func syncMapCalls(f *order.Flow, method string) (out []*ssa.Call) {
	for _, i := range heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool { return true }) {
		if call, ok := i.(*ssa.Call); ok && ssaq.IsCallOf(call, "(*sync.Map)."+method) {
			out = append(out, call)
		}
	}
	return out
}

// sameEntry reports whether a call of Load and one of Store certainly concern the same key of
// the same map, which others may have.
func sameEntry(f *order.Flow, load, store *ssa.Call) bool {
	from, to := load.Call.Args, store.Call.Args
	m := f.Place(from[0])
	return m.Known() && m.Kind != place.Local && m == f.Place(to[0]) && escape.SameValue(from[1], to[1])
}

// storesIfMissing reports whether a call of Store, without a lock, is made depending on what
// Load found and stores a new object that has to be closed.
func storesIfMissing(f *order.Flow, load, store *ssa.Call) bool {
	locked := f.StateAt(store).NumLocks() > 0 || f.Pkg.ExpectsLock(f.Fn)
	return !locked && escape.Decides(f.Heap, load, store) && escape.MadeToBeClosed(f.Heap, store.Call.Args[2])
}

// putsBack reports whether v is the pointer that a call of Load has returned. To store it again
// changes nothing that depends on the look-up: whoever has the pointer sees what it points to.
//
// False negative: another goroutine has deleted or replaced the entry in between.
func putsBack(v ssa.Value, load *ssa.Call) bool {
	v = ssaq.ThroughCell(ssaq.Unboxed(v))
	if _, ok := v.Type().Underlying().(*types.Pointer); !ok {
		return false
	}
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if t, ok := v.(*ssa.TypeAssert); ok {
		v = t.X
	}
	x, ok := v.(*ssa.Extract)
	return ok && x.Tuple == load
}

// excludesOthers reports whether the callers hold a lock, or the function at both calls.
//
// Assumes: it is the same lock at both calls.
func excludesOthers(f *order.Flow, load, store *ssa.Call) bool {
	return f.Pkg.EntryLocksets[f.Fn].NumLocks() > 0 || f.StateAt(load).NumLocks() > 0 && f.StateAt(store).NumLocks() > 0
}
