package trace

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// shareCopies rewrites the places of accesses to the maps of copied structs to
// those of the originals, where the two still share the map.
func shareCopies(b *Trace) {
	copies := escape.StructCopies(b.Heap)
	for range min(len(copies), 3) { // copies of copies
		for i := range copies {
			for _, evs := range b.Events {
				for _, ev := range evs {
					shareIn(b, ev, &copies[i])
				}
			}
		}
	}
	dropNil(b)
}

// dropNil drops the accesses by copies to maps that the function's own struct
// does not have: nobody gives it one, so that each copy makes its own.
func dropNil(b *Trace) {
	for _, evs := range b.Events {
		for _, ev := range evs {
			ev.Accesses = slices.DeleteFunc(ev.Accesses, func(a effect.Access) bool { return a.ViaCopy && neverMade(b, a.Place) })
		}
	}
}

// neverMade reports whether p is a map variable in a struct of this function that
// is never assigned.
func neverMade(b *Trace, p place.Place) bool {
	a, ok := b.Defs[p.Name].(*ssa.Alloc)
	if !ok || p.Kind != place.Local || !p.OnlyFields() {
		return false
	}
	if len(escape.GivenOpen(b.Heap, a)) > 0 || slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		st, ok := r.(*ssa.Store)
		if !ok {
			return false
		}
		_, local := st.Addr.(*ssa.Alloc)
		return st.Addr == a || !local
	}) || heap.LiteralGives(b.Heap, a, p) {
		return false
	}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == EvStore && p.HasPrefix(ev.Place) {
				return false
			}
		}
	}
	return true
}

// shareIn rewrites the accesses of one event to the maps of a copy.
func shareIn(b *Trace, ev *Event, c *escape.StructCopy) {
	for i := range ev.Accesses {
		a := &ev.Accesses[i]
		if a.Scalar != effect.NotScalar || a.Op.Replaces() || a.MaybeReplaced || !a.Place.HasPrefix(c.Local) || !StillShared(b, ev, a.Place, c) {
			continue
		}
		if p := b.Resolved(c.From.Join(a.Place.Rest(c.Local))); p.Known() {
			_, call := ev.Instr.(ssa.CallInstruction)
			a.TreatedAsOwn = a.TreatedAsOwn || a.Op.Writes() && claims(b, c.At, &a.Place)
			a.Place, a.LoadedSteps, a.ViaCopy, a.CopyOfCaller = p, int16(p.Len()), true, call
		}
	}
}

// StillShared reports whether the map at p, in the copy, is the original's at an
// event: no assignment of the copy's or the original's field lies in between but
// one of a map where there was none.
func StillShared(b *Trace, ev *Event, p place.Place, c *escape.StructCopy) bool {
	if !b.Flows.Follows(c.At, ev.Instr) || len(c.Open) > 0 && b.Flows.Between(c.At, ev.Instr, func(i ssa.Instruction) bool { return slices.Contains(c.Open, i) }) {
		return false
	}
	renewals := map[ssa.Instruction]bool{}
	for _, evs := range b.Events {
		for _, st := range evs {
			if st.Kind == EvStore && !st.Fills && c.Renews(st.Place, p) {
				renewals[st.Instr] = true
			}
		}
	}
	return len(renewals) == 0 || !b.Flows.Between(c.At, ev.Instr, func(i ssa.Instruction) bool { return renewals[i] })
}

// OwnMap reports whether the function, at an event, may have given the variable
// at p, which its caller knows, another map before: in a copy that is given by
// address that map is shared with nobody.
func OwnMap(b *Trace, ev *Event, p place.Place) bool {
	if p.Kind != place.Param && p.Kind != place.FreeVar {
		return false
	}
	if b.renewals == nil {
		b.renewals = findRenewals(b)
	}
	for q, instrs := range b.renewals {
		if p.HasPrefix(q) && slices.ContainsFunc(instrs, func(i ssa.Instruction) bool { return b.Flows.Follows(i, ev.Instr) }) {
			return true
		}
	}
	return false
}

// findRenewals notes where the function assigns parts of what its caller knows,
// other than where there was no map.
func findRenewals(b *Trace) map[place.Place][]ssa.Instruction {
	out := map[place.Place][]ssa.Instruction{}
	for _, evs := range b.Events {
		for _, ev := range evs {
			p := heap.Key(ev.Place)
			if ev.Kind == EvStore && !ev.Fills && p.Path != "" && (p.Kind == place.Param || p.Kind == place.FreeVar) && !slices.Contains(out[p], ev.Instr) {
				out[p] = append(out[p], ev.Instr)
			}
		}
	}
	return out
}

// claims reports whether the function treats the map at p, in a copy of a struct
// that the assignment at makes, as the copy's own: it makes a map there if there is
// none, which the original never gets to see; or it assigns other fields and returns
// the copy. Whoever means the original's map does neither. What is behind a pointer
// in the copy is not copied. The copy must not be put back where it comes from, and
// be made on purpose: of the structs that functions are given, such as options that
// they complete and return, the callers mostly forget the original.
//
// The place is nil if the function does not assign the copy's map variable.
func claims(b *Trace, at *ssa.Store, p *place.Place) bool {
	a := at.Addr.(*ssa.Alloc)
	if _, param := at.Val.(*ssa.Parameter); param || escape.PutBack(b.Heap, a, escape.Original(b.Heap, at.Val)) {
		return false
	}
	if p != nil && !escape.ByFields(ssaq.Pointee(a.Type()), p.Rest(b.Local(a)).Path) {
		return false
	}
	if ssaq.AssignsPart(a) && escape.IsReturned(b.Heap, a) {
		return true
	}
	return p != nil && slices.ContainsFunc(b.Events, func(evs []*Event) bool {
		return slices.ContainsFunc(evs, func(ev *Event) bool { return ev.Kind == EvStore && ev.Fills && heap.Key(ev.Place) == heap.Key(*p) })
	})
}

// onDemandBy marks the stores of a callee that are on demand in this function: a literal or a
// helper makes the store that the function decides about, or is given the map.
func onDemandBy(b *Trace, call *ssa.Call, evs []*Event) {
	for _, ev := range evs {
		for i := range ev.Accesses {
			a := &ev.Accesses[i]
			if ev.Kind == EvAccess && a.Op == state.OpWrite && !a.InCallback && !a.OnDemand && escape.OfAll(b.Heap, a.Place) {
				a.OnDemand, a.OnDemandInLoop = escape.FillsBy(b.Heap, call, a.Place, escape.MaxHelpers), false
			}
		}
	}
}
