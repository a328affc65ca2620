package heap

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Origins lists the instructions that make a collection: make, a literal, or append, whose
// first argument is followed too.
func (h *Heap) Origins(v ssa.Value) []ssa.Value {
	var out []ssa.Value
	seen := map[ssa.Value]bool{}
	work := []ssa.Value{v}
	for len(work) > 0 {
		v := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[v] {
			continue
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.MakeMap, *ssa.MakeSlice, *ssa.Slice:
			out = append(out, v)
		case *ssa.Phi:
			work = append(work, v.Edges...)
		case *ssa.ChangeType:
			work = append(work, v.X)
		case *ssa.UnOp:
			if init := h.Pkg.SoleValueAt(v.X); init != nil && typeq.IsMap(v.Type()) {
				work = append(work, init)
			}
		case *ssa.Call:
			if isAppend(v) {
				out = append(out, v)
				work = append(work, v.Call.Args[0])
			}
		}
	}
	return out
}

// Stored returns the values that the variable which v reads may hold, if it is only read and
// assigned; else v itself. A function with deferred calls returns its results by such variables.
func (h *Heap) Stored(v ssa.Value) []ssa.Value {
	a, ok := ssaq.LoadedAlloc(v)
	if !ok {
		return []ssa.Value{v}
	}
	vals, ok := h.stored[a]
	if !ok {
		vals = ssaq.AllAssignedValues(a)
		h.stored[a] = vals
	}
	if vals == nil {
		return []ssa.Value{v}
	}
	return vals
}
