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
type Callback struct {
	Giver *Trace
	At    ssa.Instruction
	Early bool // to be called at once, perhaps: the function that gives it away has made what it captures
}

// handOut notes the callbacks that a call is given of which nothing is known.
func notePassedCallbacks(t *Trace, target heap.Target, at ssa.Instruction) {
	if t.Pkg.callsNow(target.Obj) {
		return
	}
	for _, a := range target.Args {
		noteCallback(t, a, at, true)
	}
}

// storeOut notes a callback that is stored in a field which the package never calls:
// others do, later. In a struct that is given away it is one of several, for what may happen.
func noteStoredCallback(t *Trace, st *ssa.Store) {
	if f := ssaq.FieldAt(st.Addr); f != nil && !t.Pkg.CalledFields[f] {
		noteCallback(t, st.Val, st, false)
	}
}

func noteCallback(t *Trace, v ssa.Value, at ssa.Instruction, now bool) {
	if t.inTest || !ssaq.IsFunc(v.Type()) {
		return
	}
	fn, binds := t.Pkg.Closure(v)
	if fn == nil {
		return
	}
	early := now && slices.ContainsFunc(binds, func(v ssa.Value) bool { return t.Place(v).Kind == place.Local })
	fn = t.Pkg.Unwrapped(fn)
	t.Pkg.Callbacks[fn] = append(t.Pkg.Callbacks[fn], Callback{t, at, early})
}

// callsNow reports whether a function is one of the standard library that calls what it
// is given before it returns.
func (ts *Traces) callsNow(obj *types.Func) bool {
	return obj != nil && obj.Pkg() != ts.In.Pkg && known.CallsNow(obj) && !ts.HasFact(obj)
}
