package escape

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// MayWaitAfterStart reports whether the function, after the last of the goroutines and
// literals that it starts or hands to others, and before the return, does something that may
// wait for all of them but that is not tracked as an order of accesses: it fills a
// channel that limits them, acquires a semaphore, waits for a condition, or sleeps. It
// also reports true for a function that starts no goroutine and makes no literal.
//
// False negative: a function that does so for another reason.
func MayWaitAfterStart(h *heap.Heap, ret *ssa.Return) bool {
	starts := heap.InstrsOf(h, func(i ssa.Instruction) bool {
		_, run := i.(*ssa.Go)
		_, lit := i.(*ssa.MakeClosure)
		return run || lit
	})
	return len(starts) == 0 || len(heap.InstrsOf(h, func(i ssa.Instruction) bool {
		return mayWaitAt(i) && h.Paths.Follows(i, ret) && !slices.ContainsFunc(starts, func(s ssa.Instruction) bool { return h.Paths.Follows(i, s) })
	})) > 0
}

func mayWaitAt(i ssa.Instruction) bool {
	switch i := i.(type) {
	case *ssa.Send:
		return true
	case *ssa.Call:
		return ssaq.IsCallOf(i, "(*sync.Cond).Wait") || ssaq.IsCallOf(i, "time.Sleep") || ssaq.IsCallOf(i, "(*golang.org/x/sync/semaphore.Weighted).Acquire")
	}
	return false
}

// TellsWhenToRead reports whether a result may tell the caller when to read the maps that
// are returned with it: an error that may not be nil, a function that waits, a lock, an
// object.
func TellsWhenToRead(h *heap.Heap, res ssa.Value, ret *ssa.Return) bool {
	switch t := res.Type().Underlying().(type) {
	case *types.Basic, *types.Map:
		return false
	case *types.Interface:
		if !typeq.IsError(res.Type()) {
			return true
		}
		return slices.ContainsFunc(ReturnedValues(h, res, ret), func(v ssa.Value) bool {
			c, ok := v.(*ssa.Const)
			return !ok || !c.IsNil()
		})
	case *types.Slice:
		return !typeq.IsBasic(t.Elem())
	}
	return true
}
