package heap

import (
	"cmp"

	"golang.org/x/tools/go/ssa"
)

// maxAssignments bounds the assignments that are known of a function.
const maxAssignments = 64

// MapAssignments lists the assignments that the function makes, itself or by calls.
func MapAssignments(h *Heap) []MapAssignment {
	if h.hasAssignments { // also while they are being found: the function may call itself
		return h.assignments
	}
	h.hasAssignments = true
	var out []MapAssignment
	for _, blk := range h.Fn.Blocks {
		for _, i := range blk.Instrs {
			switch i := i.(type) {
			case *ssa.MapUpdate:
				out = append(out, MapAssignment{i, i.Map, i.Key, i.Value})
			case *ssa.Call:
				out = append(out, MapAssignmentsBy(h, i)...)
			}
		}
	}
	h.assignments = out[:min(len(out), maxAssignments)]
	return h.assignments
}

// MapAssignmentsBy lists the assignments that a call makes.
func MapAssignmentsBy(h *Heap, call *ssa.Call) (out []MapAssignment) {
	t := h.Target(call.Common())
	if !Follows(h, t) {
		return nil
	}
	for _, s := range MapAssignments(h.Pkg.Of[t.Fn]) {
		if m := t.Actual(s.Map); m != nil {
			out = append(out, MapAssignment{call, m, cmp.Or(t.Actual(s.Key), s.Key), cmp.Or(t.Actual(s.Value), s.Value)})
		}
	}
	return out
}
