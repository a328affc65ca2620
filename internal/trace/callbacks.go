package trace

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// notePassedCallbacks notes the callbacks among the arguments of a call of unknown code.
//
// Assumes: a function of the standard library that calls its argument does not keep it.
func notePassedCallbacks(t *Trace, target heap.Target, at ssa.Instruction) {
	if t.Pkg.callsNow(target.Obj) {
		return
	}
	for _, a := range target.Args {
		if fn, binds := t.callback(a); fn != nil {
			early := slices.ContainsFunc(binds, func(v ssa.Value) bool { return t.Place(v).Kind == place.Local })
			t.Pkg.noteCallback(fn, Callback{Giver: t, At: at, Early: early})
		}
	}
}

// noteStoredCallback notes a callback that is stored in a field whose functions this package
// never calls: other code calls them, later.
func noteStoredCallback(t *Trace, st *ssa.Store) {
	f := ssaq.FieldAt(st.Addr)
	if f == nil || t.Pkg.CalledFields[f] {
		return
	}
	if fn, _ := t.callback(st.Val); fn != nil {
		t.Pkg.noteCallback(fn, Callback{Giver: t, At: st})
	}
}

// callback returns the function that v is, and what it captures. It returns nil in tests.
func (t *Trace) callback(v ssa.Value) (*ssa.Function, []ssa.Value) {
	if t.inTest || !typeq.IsFunc(v.Type()) {
		return nil, nil
	}
	return t.Pkg.Closure(v)
}

func (ts *Traces) noteCallback(fn *ssa.Function, c Callback) {
	fn = ts.Unwrapped(fn)
	ts.Callbacks[fn] = append(ts.Callbacks[fn], c)
}

// callsNow reports whether obj is a function of the standard library that calls the
// functions that it is given before it returns.
func (ts *Traces) callsNow(obj *types.Func) bool {
	return obj != nil && obj.Pkg() != ts.Types && known.CallsNow(obj) && !ts.HasFact(obj)
}
