package conflict

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A Discipline is a map-valued field or global with its accesses and the lock
// that guards it, whether or not some access breaks the rule.
type Discipline struct {
	Key      string
	Uses     []*effect.RootAccess
	HasGuard bool
	Example  *effect.RootAccess // an access that holds the guard, nil if none does
	Lock     state.SyncFact     // the guard as Example holds it, or as the source states it
	Stated   token.Pos          // the statement that it is the guard, if there is one

	v         *variable
	statement *Statement
}

// Disciplines returns the fields and globals that [Guarded] judges.
func Disciplines(vs *Variables, stated map[string]Statement) []Discipline {
	var out []Discipline
	for _, k := range vs.maps.order {
		d := Discipline{Key: k, Uses: vs.maps.of[k], v: &variable{uses: vs.maps.of[k]}}
		s, ok := stated[k]
		switch {
		case ok && !s.Loose:
			d.v.state(s, vs.leaks.of[k])
			d.HasGuard, d.statement, d.Stated, d.Lock = true, &s, s.Pos, state.SyncFact{Place: s.lock}
		case d.v.infer(vs.leaks.of[k]) || ok && d.v.believe(s, vs.leaks.of[k]):
			d.HasGuard = true
		}
		for _, u := range d.v.at {
			if m, ok := d.Held(u); ok && d.Example == nil {
				d.Example, d.Lock = u, m
			}
		}
		out = append(out, d)
	}
	return out
}

// Held returns the guard as an access holds it.
func (d *Discipline) Held(u *effect.RootAccess) (state.SyncFact, bool) {
	if d.statement != nil {
		return d.statement.heldBy(u)
	}
	return holds(u, d.v.guard)
}

// A Pair is two accesses of one map in a scene, of which A runs on a goroutine
// and one changes the map. Veto says why they are no conflict, "" if they are one.
type Pair struct {
	A, B effect.ScopedAccess
	Veto Rule
}

// Pairs returns all pairs of a scene, map by map.
func Pairs(s *effect.SpawnScope) [][]Pair {
	groups, order := byPlace(s, false)
	var out [][]Pair
	for _, p := range order {
		var pairs []Pair
		rec := NewRecord(func(a, b effect.ScopedAccess, why Rule) { pairs = append(pairs, Pair{a, b, why}) }, false)
		for _, f := range inGroup(s, groups[p], rec) {
			pairs = append(pairs, Pair{A: f.Access, B: f.Other})
		}
		if len(pairs) > 0 {
			out = append(out, pairs)
		}
	}
	return out
}
