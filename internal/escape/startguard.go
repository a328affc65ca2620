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

// StartGuard returns the variable that lets an instruction run once, unknown if there is none.
// Control comes to the instruction only by a test of that variable, and the function assigns it a
// value that fails the test: "if !s.started { s.started = true; go s.loop() }".
//
// False negative: a variable that is reset later. A goroutine restarted after it was asked to
// stop is not counted as a second instance.
func StartGuard(h *heap.Heap, at ssa.Instruction) place.Place {
	for cond, holds := range ssaq.ConditionsOf(at.Block()) {
		cond, want := ssaq.Unnegated(cond)
		if p := closesGuard(h, cond, holds == want, at); p.Known() && p.Variable() {
			return p
		}
	}
	return place.Place{}
}

// closesGuard returns the variable that cond tests, if the function changes it on every path
// through at so that cond no longer has the value val.
func closesGuard(h *heap.Heap, cond ssa.Value, val bool, at ssa.Instruction) place.Place {
	switch c := cond.(type) {
	case *ssa.Call:
		if p, _, first := Swaps(h, c); p.Known() && first == val {
			return p
		}
	case *ssa.UnOp:
		if c.Op == token.MUL {
			return assignedOther(h, c, ssa.NewConst(constant.MakeBool(val), c.Type()), true, at)
		}
	case *ssa.BinOp:
		load, _ := c.X.(*ssa.UnOp)
		with, _ := c.Y.(*ssa.Const)
		comparesVariable := load != nil && load.Op == token.MUL && with != nil
		if comparesVariable && (c.Op == token.EQL || c.Op == token.NEQ) {
			return assignedOther(h, load, with, (c.Op == token.EQL) == val, at)
		}
	}
	return place.Place{}
}

// assignedOther returns the variable that load reads, if the function makes the comparison of the
// variable and the constant come out differently: on every path through at it assigns a value
// that differs from the constant if they were equal, or the constant if they were not.
func assignedOther(h *heap.Heap, load *ssa.UnOp, with *ssa.Const, equal bool, at ssa.Instruction) place.Place {
	if !ssaq.IsFieldOrGlobal(load.X) {
		return place.Place{}
	}
	p := h.Place(load.X)
	for _, st := range heap.AllOf[*ssa.Store](h) {
		onEveryPath := st.Block().Dominates(at.Block()) || at.Block().Dominates(st.Block())
		if !onEveryPath || !ssaq.IsFieldOrGlobal(st.Addr) || !h.Place(st.Addr).Same(p) {
			continue
		}
		c, isConst := st.Val.(*ssa.Const)
		same := isConst && sameConst(c, with)
		if same != equal && (isConst || with.Value == nil) {
			return p
		}
	}
	return place.Place{}
}

// sameConst reports whether two constants are equal, or both are nil.
func sameConst(c, d *ssa.Const) bool {
	if c.Value == nil || d.Value == nil {
		return c.Value == nil && d.Value == nil
	}
	return constant.Compare(c.Value, token.EQL, d.Value)
}

// Swaps returns the variable to which a call of sync/atomic assigns a constant, that constant, and
// the result which says that the variable had another value before.
func Swaps(h *heap.Heap, call *ssa.Call) (p place.Place, value constant.Value, first bool) {
	fn := call.Call.StaticCallee()
	isAtomic := fn != nil && fn.Pkg != nil && fn.Pkg.Pkg.Path() == "sync/atomic"
	if !isAtomic || len(call.Call.Args) == 0 {
		return place.Place{}, nil, false
	}
	args := call.Call.Args
	set, ok := args[len(args)-1].(*ssa.Const)
	if !ok || set.Value == nil {
		return place.Place{}, nil, false
	}
	switch {
	case strings.HasPrefix(fn.Name(), "CompareAndSwap"):
		return h.Place(args[0]), set.Value, true
	case fn.Name() == "Swap" && set.Value.Kind() == constant.Bool && constant.BoolVal(set.Value):
		return h.Place(args[0]), set.Value, false
	}
	return place.Place{}, nil, false
}
