package summary

import (
	"go/constant"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
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
		if p, _, first := b.swaps(c); p.Known() && first == val {
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

// swaps returns the variable that a call of sync/atomic gives a value if it has not got
// it yet, that value, and the result that says so.
func (b *builder) swaps(call *ssa.Call) (p place.Place, value constant.Value, first bool) {
	fn := call.Call.StaticCallee()
	if fn == nil || fn.Pkg == nil || fn.Pkg.Pkg.Path() != "sync/atomic" || len(call.Call.Args) == 0 {
		return place.Place{}, nil, false
	}
	args := call.Call.Args
	set, ok := args[len(args)-1].(*ssa.Const)
	if !ok || set.Value == nil {
		return place.Place{}, nil, false
	}
	switch {
	case strings.HasPrefix(fn.Name(), "CompareAndSwap"):
		return b.place(args[0]), set.Value, true
	case fn.Name() == "Swap" && set.Value.Kind() == constant.Bool && constant.BoolVal(set.Value):
		return b.place(args[0]), set.Value, false
	}
	return place.Place{}, nil, false
}

// onlyFirst adds, where a branch asks whether a call was the first to set a variable,
// that what follows on the one side is done once, as in a sync.Once, but that nobody
// waits for it. Who sets the variable back is believed to be done.
func (b *builder) onlyFirst(call *ssa.Call) {
	p, value, first := b.swaps(call)
	if !p.Known() {
		return
	}
	mark := &state.Mark{Place: p.Elem(place.Number(value.ExactString())), Mode: state.Inside, Must: true}
	if mark.Place.Owner != "" {
		mark.Place.Owner += "[" + value.ExactString() + "]" // other values have other sides
	}
	for _, v := range negations(call) {
		for _, r := range *v.Referrers() {
			if iff, ok := r.(*ssa.If); ok {
				succ := 0
				if (v == ssa.Value(call)) != first {
					succ = 1
				}
				b.onEdge(iff, succ, []*event{{kind: evLock, mark: mark}})
			}
		}
	}
}

// negations returns v and what negates it.
func negations(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	for _, r := range *v.Referrers() {
		if not, ok := r.(*ssa.UnOp); ok && not.Op == token.NOT {
			out = append(out, not)
		}
	}
	return out
}

// single reports whether there is one goroutine of a thread at a time that uses what
// lives at p: it is started through a gate of the same object, or of the program.
func (th *Thread) single(p place.Place) bool {
	g := th.gate
	return g.Kind == place.Global || g.Known() && g.OnlyFields() && g.Root() == p.Root()
}
