package detect

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// loadThenStore appends the stores into a sync.Map of values that are computed
// from what Load has returned for the same key, or of objects of their own where it
// has returned none. Each call is atomic, the two of them are not.
func loadThenStore(f *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	calls := func(name string) []ssa.Instruction {
		return heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool {
			c, ok := i.(*ssa.Call)
			return ok && ssaq.IsCallOf(c, "(*sync.Map)."+name)
		})
	}
	loads := calls("Load")
	if len(loads) == 0 {
		return out
	}
	for _, st := range calls("Store") {
		for _, ld := range loads {
			l, s := ld.(*ssa.Call), st.(*ssa.Call)
			from, to := l.Call.Args, s.Call.Args
			p := f.Place(from[0])
			if !p.Known() || p.Kind == place.Local || p != f.Place(to[0]) || !escape.SameValue(from[1], to[1]) {
				continue
			}
			computed := escape.Derived(to[2], l, 8, false)
			if !computed && (len(loads) > 1 || f.StateAt(s).NumLocks() > 0 || f.Pkg.ExpectsLock(f.Fn) || !escape.Decides(f.Heap, l, s) || !escape.OwnRunner(f.Heap, to[2])) {
				continue
			}
			if f.Pkg.EntryLocksets[f.Fn].NumLocks() > 0 || f.StateAt(l).NumLocks() > 0 && f.StateAt(s).NumLocks() > 0 {
				continue
			}
			access := func(op state.Op, c *ssa.Call) effect.Access {
				return effect.Access{Op: op, Place: p, Site: f.SiteOf(c, f.Pkg.ExprOf(from[0]), place.Place{})}
			}
			out = append(out, effect.LostUpdate{
				Look: access(state.OpRead, l), Store: access(state.OpWrite, s), Computed: computed,
			})
			break
		}
	}
	return out
}
