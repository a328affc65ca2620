package escape

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// DoneGate is a flag that a function tests and sets: "if t.done { return }; …; t.done = true".
// If one lock is held from the test to the assignment, the flag and the lock together are a
// sync.Once: what is between happens once, and before anything that has seen the flag set,
// unless the flag is reset somewhere.
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
	cond, set := ssaq.Unnegated(iff.Cond)
	load, ok := cond.(*ssa.UnOp)
	if !ok || load.Op != token.MUL || !ssaq.IsFieldOrGlobal(load.X) {
		return DoneGate{}, false
	}
	g := DoneGate{Flag: h.Place(load.X)}
	if set {
		g.First = 1
	}
	body := iff.Block().Succs[g.First]
	if len(body.Preds) != 1 || !g.Flag.Known() || !g.Flag.Variable() {
		return DoneGate{}, false
	}
	for _, st := range heap.AllOf[*ssa.Store](h) {
		if c, ok := st.Val.(*ssa.Const); ok && isTrue(c) && body.Dominates(st.Block()) && h.Place(st.Addr).Same(g.Flag) {
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

// isTrue reports whether a constant is the boolean true.
func isTrue(c *ssa.Const) bool {
	return c.Value != nil && c.Value.Kind() == constant.Bool && constant.BoolVal(c.Value)
}

// Resets reports whether a function of the package may assign anything but true to the flag.
func (g *DoneGate) Resets(h *heap.Heap) bool {
	for _, fn := range h.Pkg.Funcs {
		for instr := range ssaq.InstrsOf(fn) {
			st, ok := instr.(*ssa.Store)
			if !ok || !sameVariable(st.Addr, g.Set.Addr) {
				continue
			}
			if c, ok := st.Val.(*ssa.Const); !ok || !isTrue(c) {
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
