package trace

import (
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// unalias rewrites the places of all events that pass a field of an object that
// only this function has to what that field was given, provided that it is
// assigned only once: a map that two objects share so has one place.
func unalias(b *Trace) {
	b.Fields = soleFields(b)
	if len(b.Fields) == 0 {
		return
	}
	for _, evs := range b.Events {
		for _, ev := range evs {
			unaliasEvent(b, ev)
		}
	}
	for _, evs := range b.Edges {
		for _, ev := range evs {
			unaliasEvent(b, ev)
		}
	}
}

// soleFields returns the aliases of fields that are assigned once. Those that first
// got a map just made and then, perhaps on a condition, that of another object are
// for the callers alone: within the function the map may be either.
func soleFields(b *Trace) map[place.Place]place.Place {
	fields := map[place.Place]place.Place{}
	for _, evs := range b.Events {
		for _, ev := range evs {
			for _, f := range ev.Fields {
				fields[heap.Key(f.From)] = f.To
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	count := map[place.Place]int{}
	made := map[place.Place]ssa.Instruction{}  // assigns a map just made
	given := map[place.Place]ssa.Instruction{} // assigns another's
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == EvStore {
				p := heap.Key(ev.Place)
				count[p]++
				if st, ok := ev.Instr.(*ssa.Store); ok && ssaq.MadeHere(st.Val) {
					made[p] = st
				} else {
					given[p] = ev.Instr
				}
				continue
			}
			for _, f := range ev.Fields {
				count[heap.Key(f.From)]++
			}
		}
	}
	b.Replaced = map[place.Place]place.Place{}
	maps.DeleteFunc(fields, func(p, to place.Place) bool {
		if count[p] == 2 && made[p] != nil && given[p] != nil && b.Flows.Follows(made[p], given[p]) && !b.Flows.Follows(given[p], made[p]) {
			b.Replaced[p] = to
		}
		return count[p] > 1
	})
	return fields
}

func unaliasEvent(b *Trace, ev *Event) {
	for i := range ev.Accesses {
		a := &ev.Accesses[i]
		if a.Op == state.OpReplace {
			continue // assigns the field itself
		}
		before := a.Place.Len()
		if a.Scalar == effect.NotScalar {
			to, whole := b.Fields[heap.Key(a.Place)]
			a.TreatedAsOwn = a.TreatedAsOwn || whole && a.Op.Writes() && escape.ClaimsField(b.Heap, a.Place, to)
			a.Place = b.Resolved(a.Place)
			a.ViaCopy = a.ViaCopy || whole && a.Place.Variable()
		} else { // the word is the field itself, in whatever struct
			in := a.Place.Parent()
			a.Place = b.Resolved(in).Join(a.Place.Rest(in))
		}
		if a.LoadedSteps >= 0 {
			a.LoadedSteps = int16(max(0, int(a.LoadedSteps)+a.Place.Len()-before))
		}
		a.Sync = a.Sync.Map(b.ResolvedLock)
	}
	for i := range ev.Calls {
		ev.Calls[i].Args = effect.MapAll(ev.Calls[i].Args, b.Resolved)
		ev.Calls[i].Sync = ev.Calls[i].Sync.Map(b.ResolvedLock)
	}
	if ev.Kind != EvStore {
		ev.Place = b.Resolved(ev.Place)
	}
	if m := ev.Mark; m != nil {
		ev.Mark = &state.SyncFact{Place: b.ResolvedLock(m.Place), Kind: m.Kind, Must: m.Must}
	}
	if ev.parts != b.Pkg.noParts {
		own := *ev.parts
		own.Sends, own.Adds = effect.MapAll(own.Sends, b.Resolved), effect.MapAll(own.Adds, b.Resolved)
		ev.parts = &own
	}
	for i, r := range ev.TransitiveSignals {
		ev.TransitiveSignals[i] = effect.TransitiveSignal{From: b.Resolved(r.From), To: b.Resolved(r.To)}
	}
}
