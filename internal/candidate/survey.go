package candidate

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// A Pair is two accesses of one map in a scope, of which A runs on a goroutine
// and one changes the map. Veto says why they are not a conflict, "" if they are one.
type Pair struct {
	A, B effect.ScopedAccess
	Veto ledger.Rule
}

// Pairs returns all pairs of a scope, map by map.
func Pairs(s *effect.SpawnScope) [][]Pair {
	groups, order := byPlace(s, isMap)
	var out [][]Pair
	for _, p := range order {
		var pairs []Pair
		rec := ledger.NewRecord(func(a, b effect.ScopedAccess, why ledger.Rule) { pairs = append(pairs, Pair{a, b, why}) }, false)
		for _, f := range inGroup(s, groups[p], rec) {
			pairs = append(pairs, Pair{A: f.Access, B: f.Other})
		}
		if len(pairs) > 0 {
			out = append(out, pairs)
		}
	}
	return out
}
