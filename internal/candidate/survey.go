package candidate

import (
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// A Pair is two accesses to one map in a scope. A goroutine makes A, and one of the two
// changes the map. Veto is the reason why they do not conflict, "" if they do.
type Pair struct {
	A, B effect.ScopedAccess
	Veto ledger.Rule
}

// Pairs returns all pairs of a scope, grouped by map.
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
