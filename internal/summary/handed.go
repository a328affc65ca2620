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
	early bool // to be called at once, perhaps: the function that gives it away has made what it captures
}

// handOut notes the callbacks that a call is given of which nothing is known.
func (b *builder) handOut(t target, at ssa.Instruction) {
	if b.eng.callsNow(t.obj) {
		return
	}
	for _, a := range t.args {
		b.noteHanding(a, at, true)
	}
}

// storeOut notes a callback that is stored in a field which the package never calls:
// others do, later. In a struct that is given away it is one of several, for what may happen.
func (b *builder) storeOut(st *ssa.Store) {
	if f := fieldAt(st.Addr); f != nil && !b.eng.calledFields[f] {
		b.noteHanding(st.Val, st, false)
	}
}

func (b *builder) noteHanding(v ssa.Value, at ssa.Instruction, now bool) {
	if b.test || !isFunc(v.Type()) {
		return
	}
	fn, binds := b.eng.closure(v)
	if fn == nil {
		return
	}
	early := now && slices.ContainsFunc(binds, func(v ssa.Value) bool { return b.place(v).Kind == place.Local })
	fn = b.eng.unwrapped(fn)
	b.eng.handings[fn] = append(b.eng.handings[fn], handing{b, at, early})
}

// unwrapped returns the method of which fn is a method value, else fn itself.
func (e *engine) unwrapped(fn *ssa.Function) *ssa.Function {
	if m, ok := fn.Object().(*types.Func); ok && fn.Synthetic != "" {
		if method := e.pkg.Prog.FuncValue(m.Origin()); method != nil {
			return method
		}
	}
	return fn
}

// noteCalledField notes the field of which a call calls the function.
func (e *engine) noteCalledField(v ssa.Value) {
	switch v := v.(type) {
	case *ssa.UnOp:
		if f := fieldAt(v.X); f != nil {
			e.calledFields[f] = true
		}
	case *ssa.Field:
		st, _ := structOf(v.X.Type())
		e.calledFields[st.Field(v.Field).Origin()] = true
	}
}

// fieldAt returns the field that an address is of, nil if it is of none.
func fieldAt(addr ssa.Value) *types.Var {
	if fa, ok := addr.(*ssa.FieldAddr); ok {
		st, _ := structOf(fa.X.Type())
		return st.Field(fa.Field).Origin()
	}
	return nil
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
		if held := e.builders[h.from.fn].stateAt(h.at).Union(e.entries[h.from.fn]); held.NumLocks() == 0 {
			handed, early = true, early && h.early
		}
	}
	return handed, handed && early
}
