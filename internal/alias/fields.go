// Package alias resolves the places of a function's events once all events are made: what
// is reached through a field that was given the map of another object, or through a copy of a
// struct, gets the place of the original. A map that two objects have in common then has one
// place.
//
// What does not belong here: what a value may be before there are events (heap, escape).
package alias

import (
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Resolve replaces the places of all events of a function by those of the originals.
func Resolve(t *trace.Trace) {
	resolveAliases(t)
	shareOwned(t)
	shareCopies(t)
}

// resolveAliases replaces, in the places of all events, a field of an object that only this
// function has by what the field was given, if the field is assigned only once: a map that
// two objects have in common then has one place. That a field is assigned only once is
// known when all events are made, callees and deferred calls included.
func resolveAliases(t *trace.Trace) {
	t.FieldAliases = fieldAliases(t)
	if len(t.FieldAliases) == 0 {
		return
	}
	for _, evs := range t.Events {
		for _, ev := range evs {
			resolveEvent(t, ev)
		}
	}
	for _, evs := range t.Edges {
		for _, ev := range evs {
			resolveEvent(t, ev)
		}
	}
}

// fieldAliases returns the aliases of fields that are assigned once. If a field first gets
// a new map and then, perhaps on a condition, that of another object, only the callers
// learn of it (t.PossibleAliases): within the function the map may be either.
func fieldAliases(t *trace.Trace) map[place.Place]place.Place {
	fields := map[place.Place]place.Place{}
	for _, evs := range t.Events {
		for _, ev := range evs {
			for _, f := range ev.Fields {
				if !trace.IsKnownToCaller(f.From) {
					fields[heap.Key(f.From)] = f.To
				}
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	all := countAssignments(t)
	t.PossibleAliases = map[place.Place]place.Place{}
	maps.DeleteFunc(fields, func(p, to place.Place) bool {
		if all[p].replacesNewMap(t) {
			t.PossibleAliases[p] = to
		}
		return all[p].count > 1
	})
	return fields
}

// assignments are the assignments to one place.
type assignments struct {
	count int
	made  ssa.Instruction // the last that assigns a map just made
	given ssa.Instruction // the last that assigns another map
}

func countAssignments(t *trace.Trace) map[place.Place]assignments {
	out := map[place.Place]assignments{}
	for _, evs := range t.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvStore {
				p := heap.Key(ev.Place)
				as := out[p]
				as.count++
				if st, ok := ev.Instr.(*ssa.Store); ok && ssaq.IsMapUsedOnce(st.Val) {
					as.made = st
				} else {
					as.given = ev.Instr
				}
				out[p] = as
				continue
			}
			for _, f := range ev.Fields {
				as := out[heap.Key(f.From)]
				as.count++
				out[heap.Key(f.From)] = as
			}
		}
	}
	return out
}

// replacesNewMap reports whether a new map is assigned first and another map after it.
func (as assignments) replacesNewMap(t *trace.Trace) bool {
	if as.count != 2 || as.made == nil || as.given == nil {
		return false
	}
	return t.Paths.Follows(as.made, as.given) && !t.Paths.Follows(as.given, as.made)
}

// resolveEvent replaces the aliases in all places of an event.
func resolveEvent(t *trace.Trace, ev *trace.Event) {
	for i := range ev.Accesses {
		if a := &ev.Accesses[i]; a.Op != state.OpReplace { // which assigns the field itself
			resolveAccess(t, a)
		}
	}
	for i := range ev.Calls {
		ev.Calls[i].Args = effect.MapAll(ev.Calls[i].Args, t.Resolved)
		ev.Calls[i].Sync = ev.Calls[i].Sync.Map(t.ResolvedLock)
	}
	if ev.Kind != trace.EvStore {
		ev.Place = t.Resolved(ev.Place)
	}
	if m := ev.Lock; m != nil {
		ev.Lock = &state.SyncFact{Place: t.ResolvedLock(m.Place), Kind: m.Kind, Must: m.Must}
	}
	ev.MapSignals(t.Pkg, t.Resolved)
	for i, r := range ev.TransitiveSignals {
		ev.TransitiveSignals[i] = effect.TransitiveSignal{From: t.Resolved(r.From), To: t.Resolved(r.To)}
	}
}

func resolveAccess(t *trace.Trace, a *effect.Access) {
	before := a.Place.Len()
	if a.Scalar == effect.NotScalar {
		to, whole := t.FieldAliases[heap.Key(a.Place)]
		a.TreatedAsOwn = a.TreatedAsOwn || whole && a.Op.Writes() && escape.ClaimsField(t.Heap, a.Place, to)
		a.Place = t.Resolved(a.Place)
		a.ViaCopy = a.ViaCopy || whole && a.Place.Variable()
	} else { // a scalar is the field itself, of whichever struct
		in := a.Place.Parent()
		a.Place = t.Resolved(in).Join(a.Place.Rest(in))
	}
	if a.LoadedSteps >= 0 {
		a.LoadedSteps = int16(max(0, int(a.LoadedSteps)+a.Place.Len()-before))
	}
	a.Sync = a.Sync.Map(t.ResolvedLock)
}
