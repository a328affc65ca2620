package escape

import (
	"go/constant"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// StartGuard returns the variable that lets an instruction be executed once, unknown if there
// is none: the way there leads over a test of that variable, and the function gives it a
// value that fails the test, as in "if !s.started { s.started = true; go s.loop() }".
//
// That the variable may be reset is passed over: a goroutine that is started anew after
// it was told to end is no second one, or hardly.
func StartGuard(b *heap.Heap, at ssa.Instruction) place.Place {
	for d := at.Block(); d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 || d.Preds[0] != top {
			continue
		}
		cond, want := ssaq.Positive(iff.Cond)
		if p := closesGuard(b, cond, (top.Succs[0] == d) == want, at); p.Known() && p.Variable() {
			return p
		}
	}
	return place.Place{}
}

// closesGuard returns the variable that cond tests and that the function changes, on every way
// over at, so that cond is not val any more.
func closesGuard(b *heap.Heap, cond ssa.Value, val bool, at ssa.Instruction) place.Place {
	switch c := cond.(type) {
	case *ssa.Call:
		if p, _, first := Swaps(b, c); p.Known() && first == val {
			return p
		}
	case *ssa.UnOp:
		if c.Op == token.MUL {
			return assignedOther(b, c, ssa.NewConst(constant.MakeBool(val), c.Type()), true, at)
		}
	case *ssa.BinOp:
		load, _ := c.X.(*ssa.UnOp)
		with, _ := c.Y.(*ssa.Const)
		if load != nil && with != nil && load.Op == token.MUL && (c.Op == token.EQL || c.Op == token.NEQ) {
			return assignedOther(b, load, with, (c.Op == token.EQL) == val, at)
		}
	}
	return place.Place{}
}

// assignedOther returns the variable that load reads if the function, on every way over
// at, assigns another value than with to it, given that it was equal; else that value.
func assignedOther(b *heap.Heap, load *ssa.UnOp, with *ssa.Const, equal bool, at ssa.Instruction) place.Place {
	if !ssaq.Variable(load.X) {
		return place.Place{}
	}
	p := b.Place(load.X)
	for _, i := range heap.InstrsOf(b, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Store); return ok }) {
		st := i.(*ssa.Store)
		if !ssaq.Variable(st.Addr) || !b.Place(st.Addr).Same(p) || !st.Block().Dominates(at.Block()) && !at.Block().Dominates(st.Block()) {
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

// Swaps returns the variable that a call of sync/atomic gives a value if it has not got
// it yet, that value, and the result that says so.
func Swaps(b *heap.Heap, call *ssa.Call) (p place.Place, value constant.Value, first bool) {
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
		return b.Place(args[0]), set.Value, true
	case fn.Name() == "Swap" && set.Value.Kind() == constant.Bool && constant.BoolVal(set.Value):
		return b.Place(args[0]), set.Value, false
	}
	return place.Place{}, nil, false
}
