package escape

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// DoneGate is a flag that a function tests and sets: "if t.done { return }; …; t.done = true".
// A pointer or map that is nil until then is such a flag, too. If one lock is held from the
// test to the assignment, the flag and the lock together are a sync.Once: what is between
// happens once, and before anything that has seen the flag set, unless the flag is reset
// somewhere.
type DoneGate struct {
	Flag  place.Place
	First int               // the successor of the test that is taken while the flag is not set
	Set   *ssa.Store        // the assignment
	Ends  []*ssa.BasicBlock // the blocks in which other paths meet those that begin at First
}

// FindDoneGate returns the gate that a branch tests.
//
// False positive: the flag is an atomic variable, or the test is made in another function
// than the assignment.
func FindDoneGate(h *heap.Heap, iff *ssa.If) (DoneGate, bool) {
	flag, set := testedFlag(iff)
	if flag == nil || !ssaq.IsFieldOrGlobal(flag) {
		return DoneGate{}, false
	}
	g := DoneGate{Flag: h.Place(flag)}
	if set {
		g.First = 1
	}
	body := iff.Block().Succs[g.First]
	if len(body.Preds) != 1 || !g.Flag.Known() || !g.Flag.Variable() {
		return DoneGate{}, false
	}
	for _, st := range heap.AllOf[*ssa.Store](h) {
		if sets(st) && body.Dominates(st.Block()) && h.Place(st.Addr).Same(g.Flag) {
			g.Set = st
		}
	}
	if g.Set == nil {
		return DoneGate{}, false
	}
	for _, blk := range h.Fn.Blocks {
		if body.Dominates(blk) {
			g.Ends = append(g.Ends, slices.DeleteFunc(slices.Clone(blk.Succs), body.Dominates)...)
		}
	}
	return g, true
}

// testedFlag returns the address of the variable that a branch tests, and whether the first
// successor is taken if the variable is set: true, or not nil.
func testedFlag(iff *ssa.If) (addr ssa.Value, set bool) {
	cond, set := ssaq.Unnegated(iff.Cond)
	if c, ok := cond.(*ssa.BinOp); ok {
		with, _ := c.Y.(*ssa.Const)
		if with == nil || !with.IsNil() || c.Op != token.EQL && c.Op != token.NEQ {
			return nil, false
		}
		cond, set = c.X, set == (c.Op == token.NEQ)
	}
	if load, ok := cond.(*ssa.UnOp); ok && load.Op == token.MUL {
		return load.X, set
	}
	return nil, false
}

// sets reports whether a store sets a flag: it assigns true, or something that is not nil.
func sets(st *ssa.Store) bool {
	c, ok := st.Val.(*ssa.Const)
	if !ok {
		b, isBasic := st.Val.Type().Underlying().(*types.Basic)
		return !isBasic || b.Kind() == types.UnsafePointer
	}
	return c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value)
}

// Resets reports whether a function of the package may assign false or nil to the flag, or a
// boolean that is not known.
func (g *DoneGate) Resets(h *heap.Heap) bool {
	for _, fn := range h.Pkg.Funcs {
		for instr := range ssaq.InstrsOf(fn) {
			st, ok := instr.(*ssa.Store)
			if ok && sameVariable(st.Addr, g.Set.Addr) && !sets(st) {
				return true
			}
		}
	}
	return false
}

// sameVariable reports whether two addresses are those of one global, or of one field of the
// same type of object.
func sameVariable(a, b ssa.Value) bool {
	f := ssaq.FieldAt(a)
	return a == b || f != nil && f == ssaq.FieldAt(b)
}
