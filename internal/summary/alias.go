package summary

import (
	"maps"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// unalias rewrites the places of all events that pass a field of an object that
// only this function has to what that field was given, provided that it is
// assigned only once: a map that two objects share so has one place.
func (b *builder) unalias() {
	b.fields = b.soleFields()
	if len(b.fields) == 0 {
		return
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			b.unaliasEvent(ev)
		}
	}
	for _, evs := range b.edges {
		for _, ev := range evs {
			b.unaliasEvent(ev)
		}
	}
}

// soleFields returns the aliases of fields that are assigned once. Those that first
// got a map just made and then, perhaps on a condition, that of another object are
// for the callers alone: within the function the map may be either.
func (b *builder) soleFields() map[place.Place]place.Place {
	fields := map[place.Place]place.Place{}
	for _, evs := range b.events {
		for _, ev := range evs {
			for _, f := range ev.fields {
				fields[key(f.From)] = f.To
			}
		}
	}
	if len(fields) == 0 {
		return nil
	}
	count := map[place.Place]int{}
	made := map[place.Place]ssa.Instruction{}  // assigns a map just made
	given := map[place.Place]ssa.Instruction{} // assigns another's
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evStore {
				p := key(ev.place)
				count[p]++
				if st, ok := ev.instr.(*ssa.Store); ok && madeHere(st.Val) {
					made[p] = st
				} else {
					given[p] = ev.instr
				}
				continue
			}
			for _, f := range ev.fields {
				count[key(f.From)]++
			}
		}
	}
	b.replaced = map[place.Place]place.Place{}
	maps.DeleteFunc(fields, func(p, to place.Place) bool {
		if count[p] == 2 && made[p] != nil && given[p] != nil && b.flows.follows(made[p], given[p]) && !b.flows.follows(given[p], made[p]) {
			b.replaced[p] = to
		}
		return count[p] > 1
	})
	return fields
}

// key is a place as aliases are looked up: its root and path.
func key(p place.Place) place.Place {
	p.Owner, p.Wild = "", false
	return p
}

func (b *builder) unaliasEvent(ev *event) {
	for i := range ev.accesses {
		a := &ev.accesses[i]
		if a.Op == state.OpReplace {
			continue // assigns the field itself
		}
		before := a.Place.Len()
		if a.Word == NoWord {
			to, whole := b.fields[key(a.Place)]
			a.Claimed = a.Claimed || whole && a.Op.Writes() && b.claimsField(a.Place, to)
			a.Place = b.resolved(a.Place)
			a.ByCopy = a.ByCopy || whole && a.Place.Variable()
		} else { // the word is the field itself, in whatever struct
			in := a.Place.Parent()
			a.Place = b.resolved(in).Join(a.Place.Rest(in))
		}
		if a.ByVal >= 0 {
			a.ByVal = int16(max(0, int(a.ByVal)+a.Place.Len()-before))
		}
		a.Marks = a.Marks.Map(b.resolvedLock)
	}
	for i := range ev.calls {
		ev.calls[i].Args = mapAll(ev.calls[i].Args, b.resolved)
		ev.calls[i].Marks = ev.calls[i].Marks.Map(b.resolvedLock)
	}
	if ev.kind != evStore {
		ev.place = b.resolved(ev.place)
	}
	if m := ev.mark; m != nil {
		ev.mark = &state.Mark{Place: b.resolvedLock(m.Place), Mode: m.Mode, Must: m.Must}
	}
	if ev.parts != b.eng.noParts {
		own := *ev.parts
		own.sends, own.adds = mapAll(own.sends, b.resolved), mapAll(own.adds, b.resolved)
		ev.parts = &own
	}
	for i, r := range ev.relays {
		ev.relays[i] = Relay{From: b.resolved(r.From), To: b.resolved(r.To)}
	}
}

// resolved returns p with the longest of its prefixes that is an alias
// replaced, as often as there is one.
func (b *builder) resolved(p place.Place) place.Place {
	for range place.MaxSteps {
		q, ok := b.resolveOnce(p)
		if !ok {
			return p
		}
		p = q
	}
	return p
}

// resolvedLock is [builder.resolved] for a lock or a signal. One that a field points to
// is still known by that field: other functions, which do not see what it was given, take it there.
func (b *builder) resolvedLock(p place.Place) place.Place {
	q := b.resolved(p)
	if q.Owner == "" && q.Path == "" && q.Kind == place.Local {
		q.Owner = p.Owner
	}
	return q
}

func (b *builder) resolveOnce(p place.Place) (place.Place, bool) {
	if p.Kind != place.Local && p.Kind != place.Value || len(b.fields) == 0 {
		return p, false
	}
	for prefix := range p.Prefixes() {
		if to, ok := b.fields[key(prefix)]; ok {
			return to.Join(p.Rest(prefix)), true
		}
	}
	return p, false
}
