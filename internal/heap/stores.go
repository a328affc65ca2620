package heap

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// FindStores records where this function or a callee assigns variables with maps and pointers.
// A value that was read before such an assignment is not what the variable holds after it.
func FindStores(h *Heap) {
	for _, blk := range h.Fn.Blocks {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Store:
				if _, local := i.Addr.(*ssa.Alloc); !local && typeq.IsReference(i.Val.Type()) {
					recordStore(h, h.Place(i.Addr), i)
				}
			case *ssa.Call:
				recordCalleeStores(h, i)
			}
		}
	}
}

// recordStore records that an instruction assigns the variable at p.
func recordStore(h *Heap, p place.Place, at ssa.Instruction) {
	p = Key(p)
	if h.assigned[p] == nil {
		h.assigned[p] = map[ssa.Instruction]bool{}
	}
	h.assigned[p][at] = true
}

// recordCalleeStores records the variables that a function of this package always assigns when
// it is called.
func recordCalleeStores(h *Heap, call *ssa.Call) {
	t := h.Target(&call.Call)
	if t.Fn == nil || t.Sum == nil || t.Fn == h.Fn {
		return
	}
	assigned, ok := h.Pkg.alwaysAssigned[t.Fn]
	if !ok {
		assigned = alwaysAssigned(h.Pkg.Of[t.Fn])
		h.Pkg.alwaysAssigned[t.Fn] = assigned
	}
	for _, p := range assigned {
		if q := callerPlace(h, t, p); q.Known() {
			recordStore(h, q, call)
		}
	}
}

// callerPlace returns the place in the caller of a place in the callee.
func callerPlace(h *Heap, t Target, p place.Place) place.Place {
	switch {
	case p.Kind == place.Global:
		return p
	case p.Kind == place.Param && p.Index < len(t.Args):
		return h.Place(t.Args[p.Index]).Join(place.Place{Path: p.Path, Owner: p.Owner})
	case p.Kind == place.FreeVar && p.Index < len(t.Binds):
		v := t.Binds[p.Index]
		if a, ok := v.(*ssa.Alloc); ok && h.Pkg.SoleValue(a) != nil {
			v = h.Pkg.SoleValue(a)
		}
		return h.Place(v).Join(place.Place{Path: p.Path, Owner: p.Owner})
	}
	return place.Place{}
}

// alwaysAssigned lists the variables with maps or pointers that the function, or a callee, has
// assigned whenever the function returns.
func alwaysAssigned(h *Heap) []place.Place {
	var out []place.Place
	for p, stores := range h.assigned {
		if p.Path == "" && p.Kind != place.Global {
			continue
		}
		for at := range stores {
			if precedesReturns(h, at.Block()) {
				out = append(out, p)
				break
			}
		}
	}
	slices.SortFunc(out, place.Compare)
	return out
}

// precedesReturns reports whether control passes blk before each return of the function.
func precedesReturns(h *Heap, blk *ssa.BasicBlock) bool {
	return !slices.ContainsFunc(h.Fn.Blocks, func(end *ssa.BasicBlock) bool {
		_, ok := end.Instrs[len(end.Instrs)-1].(*ssa.Return)
		return ok && !blk.Dominates(end)
	})
}
