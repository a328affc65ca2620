package heap

import (
	"cmp"

	"golang.org/x/tools/go/ssa"
)

// MapAssignments lists the assignments of the function and of what it calls.
func MapAssignments(h *Heap) []MapAssignment {
	if h.listed { // or the function calls itself
		return h.putList
	}
	h.listed = true
	var out []MapAssignment
	for _, i := range InstrsOf(h, func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			out = append(out, MapAssignment{i, i.Map, i.Value})
		case *ssa.Call:
			out = append(out, MapAssignmentsBy(h, i)...)
		}
	}
	h.putList = out[:min(len(out), maxPuts)]
	return h.putList
}

// maxPuts bounds the assignments that are known of a function.
const maxPuts = 64

// MapAssignmentsBy lists the assignments that a call makes.
func MapAssignmentsBy(h *Heap, call *ssa.Call) (out []MapAssignment) {
	t := h.Target(call.Common())
	if !Follows(h, t) {
		return nil
	}
	for _, s := range MapAssignments(h.Pkg.Of[t.Fn]) {
		if m := t.Actual(s.Map); m != nil {
			out = append(out, MapAssignment{call, m, cmp.Or(t.Actual(s.Value), s.Value)})
		}
	}
	return out
}

// Follows reports whether the target of a call is another function of the package.
func Follows(h *Heap, t Target) bool {
	return t.Fn != nil && t.Fn != h.Fn && h.Pkg.Of[t.Fn] != nil
}
