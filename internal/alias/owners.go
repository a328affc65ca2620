package alias

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// An owner is a field of an object that callers know. The function assigns it once, at an
// instruction, and from then on it leads to an object that has another name too.
type owner struct {
	field place.Place
	to    place.Place
	at    ssa.Instruction
}

// shareOwned gives an object one name that two fields of callers' objects lead to: after
// "r.reader = newReader(r.doc); r.writer = newWriter(r.doc)" the map r.writer.doc.words is
// r.doc.words. An object that the function makes has the name of the first of these fields.
func shareOwned(t *trace.Trace) {
	owners := ownersIn(t)
	for i := range owners {
		o := &owners[i]
		if trace.IsKnownToCaller(o.to) {
			continue
		}
		for j := i + 1; j < len(owners); j++ { // the same object in another field
			if owners[j].to == o.to {
				owners[j].to = o.field
			}
		}
		o.field, o.to = o.to, o.field
	}
	if len(owners) == 0 {
		return
	}
	for _, o := range owners {
		if trace.IsKnownToCaller(o.field) && onEveryPath(t, o.at) {
			t.OwnerAliases = append(t.OwnerAliases, effect.Alias{From: o.field, To: o.to})
		}
	}
	for _, evs := range t.Events {
		for _, ev := range evs {
			renameEvent(t, ev, owners)
		}
	}
}

// onEveryPath reports whether an instruction is executed whenever the function returns.
func onEveryPath(t *trace.Trace, at ssa.Instruction) bool {
	for ret := range ssaq.ReturnsOf(t.Fn) {
		if ret.Block() != t.Fn.Recover && !ssaq.Dominates(at, ret) {
			return false
		}
	}
	return true
}

// ownersIn lists the owners in the order of their fields.
func ownersIn(t *trace.Trace) []owner {
	var given []owner
	for ev := range t.AllEvents() {
		for _, f := range ev.Fields {
			if trace.IsKnownToCaller(f.From) && !t.Paths.InLoop(ev.Instr.Block()) {
				given = append(given, owner{heap.Key(f.From), f.To, ev.Instr})
			}
		}
	}
	if len(given) == 0 {
		return nil
	}
	all := countAssignments(t)
	var out []owner
	for _, g := range given {
		switch {
		case all[g.field].count > 1:
		case trace.IsKnownToCaller(g.to):
			out = append(out, g)
		default:
			for from, to := range t.FieldAliases {
				if from.HasPrefix(g.to) && from.Path != g.to.Path && to.Kind != place.Value {
					out = append(out, owner{heap.Key(g.field.Join(from.Rest(g.to))), heap.Key(t.Resolved(to)), g.at})
				}
			}
		}
	}
	slices.SortFunc(out, func(a, b owner) int { return place.Compare(a.field, b.field) })
	return out
}

// renameEvent gives the objects of an event the names that they have at it.
func renameEvent(t *trace.Trace, ev *trace.Event, owners []owner) {
	rename := func(own bool) func(place.Place) place.Place {
		return func(p place.Place) place.Place {
			for i := range owners {
				o := &owners[i]
				// A goroutine has the object as long as others do.
				if named := p.HasPrefix(o.field) && (ssaq.Dominates(o.at, ev.Instr) || o.field.Kind == place.Local && !own); named && o.to.Join(p.Rest(o.field)).Known() {
					p = o.to.Join(p.Rest(o.field))
				}
			}
			return p
		}
	}
	for i := range ev.Accesses {
		if a := &ev.Accesses[i]; a.Scalar == effect.NotScalar && a.Op != state.OpReplace {
			to := rename(a.Thread == 0)
			before := a.Place.Len()
			a.Place, a.Sync = to(a.Place), a.Sync.Map(to)
			if a.LoadedSteps >= 0 {
				a.LoadedSteps = int16(max(0, int(a.LoadedSteps)+a.Place.Len()-before))
			}
		}
	}
	if m := ev.Lock; m != nil {
		ev.Lock = &state.SyncFact{Place: rename(true)(m.Place), Kind: m.Kind, Must: m.Must}
	}
}
