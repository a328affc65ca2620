package candidate

import (
	"go/token"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// Spawned returns the findings of the scopes: at most one for each access to a map, and at
// most one for each scalar variable, since one repair is enough.
//
// The record hears of every pair that a veto silences.
func Spawned(scopes iter.Seq[*effect.SpawnScope], rec *ledger.Record) (maps, scalars []conflict.Finding) {
	type site struct {
		pos    token.Pos
		byTest bool
	}
	type variable struct {
		key    string
		byTest bool
	}
	at, vars := map[site]bool{}, map[variable]bool{}
	for s := range scopes {
		for _, f := range mapsInScope(s, rec) {
			broughtTogether(&f, s)
			if pos := (site{f.Access.Pos.At(), f.ByTest}); !at[pos] {
				at[pos] = true
				maps = append(maps, f)
			}
		}
		for _, f := range scalarsInScope(s, rec) {
			broughtTogether(&f, s)
			if v := (variable{f.Access.Key(), f.ByTest}); v.key == "" || !vars[v] {
				vars[v] = true
				scalars = append(scalars, f)
			}
		}
	}
	return maps, scalars
}

// mapsInScope returns the findings of maps in one scope, one for each cause.
func mapsInScope(s *effect.SpawnScope, rec *ledger.Record) []conflict.Finding {
	groups, order := byPlace(s, isMap)
	best := map[cause]*conflict.Finding{}
	var causes []cause
	for _, p := range order {
		for _, f := range inGroup(s, groups[p], rec) {
			c := cause{place: p}
			c.place.Owner = "" // the accesses of one call through an interface have one cause
			if f.Locked || f.Category == conflict.RLockWrite {
				c.pos = f.Access.Pos.At()
			}
			if best[c] == nil {
				causes = append(causes, c)
			}
			best[c] = merge(f, best[c])
		}
	}
	out := make([]conflict.Finding, 0, len(causes))
	for _, c := range causes {
		out = append(out, *best[c])
	}
	return out
}

// cause groups findings that one change of the code would repair. A map without any lock is
// one cause. Each access that does not take the lock is another.
type cause struct {
	place place.Place
	pos   token.Pos
}

// inGroup returns all conflicts among the accesses of one map.
func inGroup(s *effect.SpawnScope, items []int, rec *ledger.Record) []conflict.Finding {
	var out []conflict.Finding
	if !slices.ContainsFunc(items, func(i int) bool { return s.Accesses[i].Op.Writes() }) {
		return nil
	}
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, i := range items {
			if !yield(&s.Accesses[i].Access) {
				return
			}
		}
	})
	for _, i := range items {
		if s.Accesses[i].Spawn == nil {
			continue
		}
		for _, j := range items {
			a, b := &s.Accesses[i], &s.Accesses[j]
			if !a.Op.Writes() && !b.Op.Writes() {
				continue
			}
			if why := veto.Scope(rec, s, i, j); why.Silent() {
				rec.Silent(*a, *b, why)
				continue
			}
			f := newFinding(conflict.SeenSpawn, a, b)
			takers.forgotten(&f)
			out = append(out, f)
		}
	}
	return unlessEmpty(out)
}

// unlessEmpty returns the conflicts of one map, or none if every write in them assigns an
// empty map to a nil one. A method that reads does so first if its object is the zero value.
//
// Assumes: if no access fills the map meanwhile, the object is not the zero value.
func unlessEmpty(fs []conflict.Finding) []conflict.Finding {
	writesEmpty := func(a *effect.Access) bool { return a.FillsNil || !a.Op.Writes() }
	if slices.ContainsFunc(fs, func(f conflict.Finding) bool { return !writesEmpty(&f.Access.Access) || !writesEmpty(&f.Other.Access) }) {
		return fs
	}
	return nil
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
