package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// handing is where a function value is given to a function of which nothing is known:
// a parameter, what is in a field, a method of an interface.
type handing struct {
	from  *builder
	at    ssa.Instruction
	early bool // what it captures has been made by the function that gives it away
}

// handOut notes the callbacks that a call is given of which nothing is known.
func (b *builder) handOut(t target, at ssa.Instruction) {
	if b.test || b.eng.callsNow(t.obj) {
		return
	}
	for _, a := range t.args {
		if !isFunc(a.Type()) {
			continue
		}
		fn, binds := b.eng.closure(a)
		if fn == nil {
			continue
		}
		if m, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" { // the wrapper of a method
			fn = b.eng.pkg.Prog.FuncValue(m)
		}
		early := slices.ContainsFunc(binds, func(v ssa.Value) bool { return b.place(v).Kind == place.Local })
		b.eng.handings[fn] = append(b.eng.handings[fn], handing{b, at, early})
	}
}

// callsNow reports whether a function is one of the standard library that calls what it
// is given before it returns.
func (e *engine) callsNow(obj *types.Func) bool {
	return obj != nil && obj.Pkg() != e.in.Pkg && known.CallsNow(obj) && !e.hasFact(obj)
}

// handedOut reports whether a function is given to an unknown one with no lock held,
// and whether that is everywhere while its object is made.
func (e *engine) handedOut(fn *ssa.Function) (handed, early bool) {
	early = true
	for _, h := range e.handings[fn] {
		if held := h.from.stateAt(h.at).Union(e.entries[h.from.fn]); held.NumLocks() == 0 {
			handed, early = true, early && h.early
		}
	}
	return handed, handed && early
}
