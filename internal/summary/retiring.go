package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// retiring says which accesses are to objects that a function gives to a pool afterwards.
type retiring struct {
	pools bool // some function does
	of    map[*order.Flow][]escape.Retirement
}

// maxRetiring bounds the calls between a thread root and an access.
const maxRetiring = 3

func newRetiring(fs *order.Flows) *retiring {
	return &retiring{escape.UsesPools(fs.Heaps), map[*order.Flow][]escape.Retirement{}}
}

// owns reports whether an access of an event is to an object that the function gives to a pool
// later, or that the callee does which makes the access.
func (r *retiring) owns(f *order.Flow, ev *trace.Event, a *effect.Access, depth int) bool {
	if !r.pools || depth == 0 {
		return false
	}
	list, ok := r.of[f]
	if !ok {
		list = escape.Retirements(f.Heap)
		r.of[f] = list
	}
	if slices.ContainsFunc(list, func(r escape.Retirement) bool { return r.Owns(&f.Paths, ev.Instr, a.Place) }) {
		return true
	}
	call, ok := ev.Instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	g := f.Pkg.Of[f.Target(call.Common()).Fn]
	if g == nil || g == f {
		return false
	}
	for inner := range g.AllEvents() {
		for i := range inner.Accesses {
			if b := &inner.Accesses[i]; b.Thread == 0 && b.Pos == a.Pos && b.Op == a.Op && r.owns(g, inner, b, depth-1) {
				return true
			}
		}
	}
	return false
}
