package trace

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Handing is where a function value is given to a function of which nothing is known:
// a parameter, what is in a field, a method of an interface.
type Handing struct {
	From  *Trace
	At    ssa.Instruction
	Early bool // to be called at once, perhaps: the function that gives it away has made what it captures
}

// handOut notes the callbacks that a call is given of which nothing is known.
func handOut(b *Trace, t heap.Target, at ssa.Instruction) {
	if b.Pkg.callsNow(t.Obj) {
		return
	}
	for _, a := range t.Args {
		noteHanding(b, a, at, true)
	}
}

// storeOut notes a callback that is stored in a field which the package never calls:
// others do, later. In a struct that is given away it is one of several, for what may happen.
func storeOut(b *Trace, st *ssa.Store) {
	if f := ssaq.FieldAt(st.Addr); f != nil && !b.Pkg.CalledFields[f] {
		noteHanding(b, st.Val, st, false)
	}
}

func noteHanding(b *Trace, v ssa.Value, at ssa.Instruction, now bool) {
	if b.test || !ssaq.IsFunc(v.Type()) {
		return
	}
	fn, binds := b.Pkg.Closure(v)
	if fn == nil {
		return
	}
	early := now && slices.ContainsFunc(binds, func(v ssa.Value) bool { return b.Place(v).Kind == place.Local })
	fn = b.Pkg.Unwrapped(fn)
	b.Pkg.Handings[fn] = append(b.Pkg.Handings[fn], Handing{b, at, early})
}

// callsNow reports whether a function is one of the standard library that calls what it
// is given before it returns.
func (e *Traces) callsNow(obj *types.Func) bool {
	return obj != nil && obj.Pkg() != e.In.Pkg && known.CallsNow(obj) && !e.HasFact(obj)
}
