package trace

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// handOver returns the events of a return statement: the caller reads the maps that the
// function makes and returns, or has in an object that it makes, without any of its locks. Only goroutines that the
// function has started, and not waited for, can meet that read, so that no summary
// tells of it.
//
// False negative: a function that returns an error, a function or a lock beside the map
// tells its caller when to read, or not to.
func handOver(b *Trace, ret *ssa.Return) (out []*Event) {
	if b.Fn.Synthetic != "" || mayWait(b, ret) || slices.ContainsFunc(ret.Results, func(v ssa.Value) bool { return tellsMore(b, v, ret) }) {
		return nil
	}
	for _, res := range ret.Results {
		if !ssaq.IsMap(res.Type()) {
			continue
		}
		for _, v := range escape.GivenAt(b.Heap, res, ret) {
			if p := b.Current(v, ret); p.Kind == place.Local && (p.Path == "" || p.OnlyFields()) {
				evs := b.accessAt(state.OpReturn, p, b.Pkg.ExprOf(v), ret, ret.Pos())
				for _, ev := range evs {
					ev.Kind = EvReturn
				}
				out = append(out, evs...)
			}
		}
	}
	return out
}

// mayWait reports whether a function that gives literals to others, on whose goroutine
// they may run, does something before a return, and after the last of them, that the
// order of accesses does not tell of but may wait for all: it fills a channel that
// limits them, takes a semaphore, waits for a condition, or sleeps. It also reports so
// of a function that gives nobody a literal.
//
// False negative: one that does so for another reason.
func mayWait(b *Trace, ret *ssa.Return) bool {
	starts := heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool {
		_, run := i.(*ssa.Go)
		_, lit := i.(*ssa.MakeClosure)
		return run || lit
	})
	return len(starts) == 0 || len(heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool {
		return mayWaitAt(i) && b.Flows.Follows(i, ret) && !slices.ContainsFunc(starts, func(s ssa.Instruction) bool { return b.Flows.Follows(i, s) })
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

// tellsMore reports whether a result says when the maps beside it may be read: an error
// that may not be nil, a function that waits, a lock, an object.
func tellsMore(b *Trace, res ssa.Value, ret *ssa.Return) bool {
	switch t := res.Type().Underlying().(type) {
	case *types.Basic, *types.Map:
		return false
	case *types.Interface:
		if !types.Identical(res.Type(), types.Universe.Lookup("error").Type()) {
			return true
		}
		return slices.ContainsFunc(escape.GivenAt(b.Heap, res, ret), func(v ssa.Value) bool {
			c, ok := v.(*ssa.Const)
			return !ok || !c.IsNil()
		})
	case *types.Slice:
		return !ssaq.IsScalar(t.Elem())
	}
	return true
}
