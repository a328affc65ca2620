package summary

import (
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// gate returns the variable that lets an instruction be executed once, unknown if there
// is none: the way there leads over a test of that variable, and the function gives it a
// value that fails the test, as in "if !s.started { s.started = true; go s.loop() }".
//
// That the variable may be reset is passed over: a goroutine that is started anew after
// it was told to end is no second one, or hardly.
func (b *builder) gate(at ssa.Instruction) place.Place {
	for d := at.Block(); d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 || d.Preds[0] != top {
			continue
		}
		cond, want := positive(iff.Cond)
		if p := b.shut(cond, (top.Succs[0] == d) == want, at); p.Known() && p.Variable() {
			return p
		}
	}
	return place.Place{}
}

// shut returns the variable that cond tests and that the function changes, on every way
// over at, so that cond is not val any more.
func (b *builder) shut(cond ssa.Value, val bool, at ssa.Instruction) place.Place {
	switch c := cond.(type) {
	case *ssa.Call:
		if p, swapped := b.swaps(c); p.Known() && swapped == val {
			return p
		}
	case *ssa.UnOp:
		if c.Op == token.MUL {
			return b.assignedOther(c, ssa.NewConst(constant.MakeBool(val), c.Type()), true, at)
		}
	case *ssa.BinOp:
		load, _ := c.X.(*ssa.UnOp)
		with, _ := c.Y.(*ssa.Const)
		if load != nil && with != nil && load.Op == token.MUL && (c.Op == token.EQL || c.Op == token.NEQ) {
			return b.assignedOther(load, with, (c.Op == token.EQL) == val, at)
		}
	}
	return place.Place{}
}

// assignedOther returns the variable that load reads if the function, on every way over
// at, assigns another value than with to it, given that it was equal; else that value.
func (b *builder) assignedOther(load *ssa.UnOp, with *ssa.Const, equal bool, at ssa.Instruction) place.Place {
	if !variable(load.X) {
		return place.Place{}
	}
	p := b.place(load.X)
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Store); return ok }) {
		st := i.(*ssa.Store)
		if !variable(st.Addr) || !b.place(st.Addr).Same(p) || !st.Block().Dominates(at.Block()) && !at.Block().Dominates(st.Block()) {
			continue
		}
		c, isConst := st.Val.(*ssa.Const)
		same := isConst && (c.Value == nil && with.Value == nil || c.Value != nil && with.Value != nil && constant.Compare(c.Value, token.EQL, with.Value))
		if same != equal && (isConst || with.Value == nil) {
			return p
		}
	}
	return place.Place{}
}

// variable reports whether addr is that of a field or of a package-level variable.
func variable(addr ssa.Value) bool {
	switch addr.(type) {
	case *ssa.FieldAddr, *ssa.Global:
		return true
	}
	return false
}

// swaps returns the variable that a call of sync/atomic sets if it has the value that is
// asked for, and the result by which it says that it was the first to do so.
func (b *builder) swaps(call *ssa.Call) (p place.Place, first bool) {
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != "sync/atomic" || len(call.Call.Args) == 0 {
		return place.Place{}, false
	}
	switch fn.Name() {
	case "CompareAndSwap", "CompareAndSwapInt32", "CompareAndSwapUint32", "CompareAndSwapInt64", "CompareAndSwapUint64":
		return b.place(call.Call.Args[0]), true
	case "Swap": // of a Bool: sets it, and says whether it was set
		if c, ok := call.Call.Args[1].(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value) {
			return b.place(call.Call.Args[0]), false
		}
	}
	return place.Place{}, false
}

// single reports whether there is one goroutine of a thread at a time that uses what
// lives at p: it is started through a gate of the same object, or of the program.
func (th *Thread) single(p place.Place) bool {
	g := th.gate
	return g.Kind == place.Global || g.Known() && g.OnlyFields() && g.Root() == p.Root()
}
