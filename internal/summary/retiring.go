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
	gives map[retirers]bool // the results of reaches
}

// retirers are a function and its callees, as far as so many calls lead to them.
type retirers struct {
	f     *order.Flow
	depth int
}

// maxRetiring bounds the calls between a thread root and an access.
const maxRetiring = 3

func newRetiring(fs *order.Flows) *retiring {
	return &retiring{escape.UsesPools(fs.Heaps), map[*order.Flow][]escape.Retirement{}, map[retirers]bool{}}
}

// owns reports whether an access of an event is to an object that the function gives to a pool
// later, or that the callee does which makes the access.
func (r *retiring) owns(f *order.Flow, ev *trace.Event, a *effect.Access, depth int) bool {
	if !r.pools || !r.reaches(retirers{f, depth}) {
		return false
	}
	if slices.ContainsFunc(r.by(f), func(r escape.Retirement) bool { return r.Owns(&f.Paths, ev.Instr, a.Place) }) {
		return true
	}
	g := calleeOf(f, ev)
	if g == nil {
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

// by lists what a function itself gives to pools.
func (r *retiring) by(f *order.Flow) []escape.Retirement {
	list, ok := r.of[f]
	if !ok {
		list = escape.Retirements(f.Heap)
		r.of[f] = list
	}
	return list
}

// reaches reports whether one of the functions gives something to a pool.
func (r *retiring) reaches(rs retirers) bool {
	if rs.depth == 0 {
		return false
	}
	gives, ok := r.gives[rs]
	if !ok {
		gives = len(r.by(rs.f)) > 0
		for ev := range rs.f.AllEvents() {
			if g := calleeOf(rs.f, ev); !gives && g != nil {
				gives = r.reaches(retirers{g, rs.depth - 1})
			}
		}
		r.gives[rs] = gives
	}
	return gives
}

// calleeOf returns the function that an event calls, nil if it calls none of the package, or the
// function itself.
func calleeOf(f *order.Flow, ev *trace.Event) *order.Flow {
	call, ok := ev.Instr.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	if g := f.Pkg.Of[f.Target(call.Common()).Fn]; g != f {
		return g
	}
	return nil
}
