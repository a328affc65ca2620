package candidate

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// Spawned yields a group for each map and each scalar of each scope. One side of a pair is
// made by a goroutine, the other one by its starter or by another goroutine.
func Spawned(scopes iter.Seq[*effect.SpawnScope]) Groups {
	return func(yield func(Group) bool) {
		for s := range scopes {
			for g := range mapsInScope(s) {
				if !yield(g) {
					return
				}
			}
			for g := range scalarsInScope(s) {
				if !yield(g) {
					return
				}
			}
		}
	}
}

// mapsInScope yields a group for each map of a scope.
func mapsInScope(s *effect.SpawnScope) Groups {
	return func(yield func(Group) bool) {
		maps, order := byPlace(s, isMap)
		for _, same := range oneCall(order) {
			g := Group{Finding: spawned(s, same, maps), Pairs: func(yield func(conflict.Pair) bool) {
				for _, p := range same {
					for pair := range spawnPairs(conflict.SeenSpawn, s, maps[p]) {
						if !yield(pair) {
							return
						}
					}
				}
			}}
			if !yield(g) {
				return
			}
		}
	}
}

// oneCall groups places that differ only in the type that declares their field: one call
// through an interface leads to all of them. The order is kept.
func oneCall(places []place.Place) [][]place.Place {
	at := map[place.Place]int{}
	var out [][]place.Place
	for _, p := range places {
		call := p
		call.Owner = ""
		i, ok := at[call]
		if !ok {
			i = len(out)
			at[call] = i
			out = append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

// spawned returns the function that makes the finding of a pair of accesses to some maps.
func spawned(s *effect.SpawnScope, places []place.Place, maps map[place.Place][]int) func(conflict.Pair) conflict.Finding {
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, p := range places {
			for _, i := range maps[p] {
				if !yield(&s.Accesses[i].Access) {
					return
				}
			}
		}
	})
	return func(p conflict.Pair) conflict.Finding {
		f := newFinding(p)
		takers.forgotten(&f)
		broughtTogether(&f, s)
		return f
	}
}

// spawnPairs yields the pairs of accesses to one map or scalar of which a goroutine makes the
// first and one changes the variable.
func spawnPairs(kind conflict.EvidenceKind, s *effect.SpawnScope, items []int) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		if !slices.ContainsFunc(items, func(i int) bool { return s.Accesses[i].Op.Writes() }) {
			return
		}
		for _, i := range items {
			if s.Accesses[i].Spawn == nil {
				continue
			}
			for _, j := range items {
				changed := s.Accesses[i].Op.Writes() || s.Accesses[j].Op.Writes()
				if changed && !yield(conflict.InScope(kind, s, i, j)) {
					return
				}
			}
		}
	}
}

// MapPairs yields, for each map of a scope, the pairs of accesses to it.
func MapPairs(s *effect.SpawnScope) iter.Seq[iter.Seq[conflict.Pair]] {
	return func(yield func(iter.Seq[conflict.Pair]) bool) {
		for g := range mapsInScope(s) {
			if !yield(g.Pairs) {
				return
			}
		}
	}
}

// maxGroup bounds the number of accesses to one map in one scope that are compared with each
// other.
const maxGroup = 120

// byPlace groups the accesses of a scope that are certainly to one map, or to one scalar.
// The places are in the order of their first accesses. If two types behind an interface have
// a field of the same name, these are two places.
func byPlace(s *effect.SpawnScope, wanted func(*effect.ScopedAccess) bool) (map[place.Place][]int, []place.Place) {
	groups := map[place.Place][]int{}
	var order []place.Place
	for i := range s.Accesses {
		p := s.Accesses[i].Place
		p.Wild = false
		if !wanted(&s.Accesses[i]) || !p.Same(p) || len(groups[p]) >= maxGroup {
			continue
		}
		if groups[p] == nil {
			order = append(order, p)
		}
		groups[p] = append(groups[p], i)
	}
	return groups, order
}

func isMap(it *effect.ScopedAccess) bool { return it.Scalar == effect.NotScalar }

func isScalar(it *effect.ScopedAccess) bool { return it.Scalar != effect.NotScalar }

// broughtTogether sets ByTest for a pair that only a test of the package makes concurrent,
// see [effect.Order]. Either the code under test makes both accesses, or the test makes one
// of them.
//
// If the test makes one access, that access is the one to change: the test accesses an
// object whose goroutine still runs. If the code has a lock for the map, and the test calls
// a function that expects its callers to hold it, the call is reported.
func broughtTogether(f *conflict.Finding, s *effect.SpawnScope) {
	if f.ByTest = s.ByTest(&f.Access, &f.Other); !f.ByTest {
		return
	}
	_, locked := guard.HeldLock(&f.Other)
	changeable := !f.Self && !locked && f.Other.Scalar != effect.AtomicScalar
	if changeable && s.InTest(f.Other.Pos) && !s.InTest(f.Access.Pos) {
		f.Access, f.Other = f.Other, f.Access
		f.At = f.Access.Pos.At()
	}
	f.TestTouches = s.InTest(f.Access.Pos)
	if f.Locked && f.Access.Spawn == nil && !f.TestTouches {
		f.Via = f.Access.Via
		f.At, f.Indirect = f.Via, !f.Access.Elsewhere()
		f.TestTouches = true
	}
}
