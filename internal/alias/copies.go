package alias

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// shareCopies replaces, in the places of accesses, a copy of a struct by the original where
// both still have the same map.
func shareCopies(t *trace.Trace) {
	copies := escape.StructCopies(t.Heap)
	for range min(len(copies), maxCopiesOfCopies) {
		for i := range copies {
			shareCopy(t, &copies[i])
		}
	}
	dropNeverMade(t)
}

// maxCopiesOfCopies bounds the copies of one struct that are made one from the other.
const maxCopiesOfCopies = 3

func shareCopy(t *trace.Trace, c *escape.StructCopy) {
	for _, evs := range t.Events {
		for _, ev := range evs {
			shareEvent(t, ev, c)
		}
	}
}

// dropNeverMade drops the accesses through copies to maps that the function's own struct
// never gets, so that each copy makes its own.
func dropNeverMade(t *trace.Trace) {
	for _, evs := range t.Events {
		for _, ev := range evs {
			ev.Accesses = slices.DeleteFunc(ev.Accesses, func(a effect.Access) bool { return a.ViaCopy && neverMade(t, a.Place) })
		}
	}
}

// neverMade reports whether p is a map variable, in a struct of this function, that is
// never assigned.
func neverMade(t *trace.Trace, p place.Place) bool {
	a, ok := t.Defs[p.Name].(*ssa.Alloc)
	if !ok || p.Kind != place.Local || !p.OnlyFields() {
		return false
	}
	if len(escape.UnknownCalls(t.Heap, a)) > 0 || slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool { return assignsOrStores(r, a) }) || literalGives(t.Heap, a, p) {
		return false
	}
	for _, evs := range t.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvStore && p.HasPrefix(ev.Place) {
				return false
			}
		}
	}
	return true
}

// assignsOrStores reports whether an instruction assigns the variable a, or stores its
// address in what is not a variable of the function.
func assignsOrStores(r ssa.Instruction, a *ssa.Alloc) bool {
	st, ok := r.(*ssa.Store)
	if !ok {
		return false
	}
	_, local := st.Addr.(*ssa.Alloc)
	return st.Addr == a || !local
}

// shareEvent replaces a copy by its original in the accesses of one event. A map or a lock that
// the copied struct points to is that of the original.
func shareEvent(t *trace.Trace, ev *trace.Event, c *escape.StructCopy) {
	copied := func(p place.Place) bool {
		return escape.ByFields(typeq.Pointee(c.At.Addr.Type()), p.Rest(c.Local).Path)
	}
	original := func(p place.Place) place.Place {
		if !p.HasPrefix(c.Local) || copied(p) {
			return p
		}
		return t.Resolved(c.From.Join(p.Rest(c.Local)))
	}
	for i := range ev.Accesses {
		a := &ev.Accesses[i]
		concerns := a.Scalar == effect.NotScalar && !a.Op.Replaces() && !a.MaybeReplaced && a.Place.HasPrefix(c.Local)
		if !concerns || !StillShared(t, ev, a.Place, c) {
			continue
		}
		if p := t.Resolved(c.From.Join(a.Place.Rest(c.Local))); p.Known() {
			a.TreatedAsOwn = a.TreatedAsOwn || a.Op.Writes() && trace.Claims(t, c.At, &a.Place)
			if copied(a.Place) {
				_, a.CopyOfCaller = ev.Instr.(ssa.CallInstruction)
				a.ViaCopy = true
			}
			a.Place, a.LoadedSteps, a.Sync = p, int16(p.Len()), a.Sync.Map(original)
		}
	}
}

// StillShared reports whether the map at p, in the copy c, is still the original's at an
// event: between the copy and the event neither field is assigned, except where it had
// no map.
func StillShared(t *trace.Trace, ev *trace.Event, p place.Place, c *escape.StructCopy) bool {
	if !t.Paths.Follows(c.At, ev.Instr) || len(c.MayReassign) > 0 && t.Paths.Between(c.At, ev.Instr, func(i ssa.Instruction) bool { return slices.Contains(c.MayReassign, i) }) {
		return false
	}
	assigns := map[ssa.Instruction]bool{}
	for _, evs := range t.Events {
		for _, st := range evs {
			if st.Kind == trace.EvStore && !st.Fills && c.Reassigns(st.Place, p) {
				assigns[st.Instr] = true
			}
		}
	}
	return len(assigns) == 0 || !t.Paths.Between(c.At, ev.Instr, func(i ssa.Instruction) bool { return assigns[i] })
}

// MayBeReassigned reports whether the function may have assigned another map to the
// variable at p, which its caller knows, before an event: if the caller has passed the
// address of a copy, no other goroutine has that map.
func MayBeReassigned(t *trace.Trace, ev *trace.Event, p place.Place) bool {
	if !trace.IsKnownToCaller(p) {
		return false
	}
	if t.Reassigned == nil {
		t.Reassigned = findReassigned(t)
	}
	for q, instrs := range t.Reassigned {
		if p.HasPrefix(q) && slices.ContainsFunc(instrs, func(i ssa.Instruction) bool { return t.Paths.Follows(i, ev.Instr) }) {
			return true
		}
	}
	return false
}

// findReassigned returns, for parts of what the caller knows, the instructions that assign
// them, except those that assign a map where there was none.
func findReassigned(t *trace.Trace) map[place.Place][]ssa.Instruction {
	out := map[place.Place][]ssa.Instruction{}
	for _, evs := range t.Events {
		for _, ev := range evs {
			p := heap.Key(ev.Place)
			reassigns := ev.Kind == trace.EvStore && !ev.Fills
			if reassigns && trace.IsKnownToCaller(p) && p.Path != "" && !slices.Contains(out[p], ev.Instr) {
				out[p] = append(out[p], ev.Instr)
			}
		}
	}
	return out
}

// literalGives reports whether a composite literal assigns the map variable at p, which lies in
// the struct a, or assigns the part of the struct in which it lies.
func literalGives(h *heap.Heap, a *ssa.Alloc, p place.Place) bool {
	return slices.ContainsFunc(ssaq.FieldAddrs(a), func(fa *ssa.FieldAddr) bool {
		n, _ := ssaq.CountStores(fa)
		return n > 0 && p.HasPrefix(ssaq.Step(h.Local(a), fa.X.Type(), fa.Field))
	})
}
