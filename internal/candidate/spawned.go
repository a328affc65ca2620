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

// Spawned returns the findings of the scopes: of maps, one for each access, and of
// scalars, one for each variable, since one repair is enough.
//
// The record hears of every pair that a veto keeps silent.
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

// mapsInScope returns the findings of one scope.
func mapsInScope(s *effect.SpawnScope, rec *ledger.Record) []conflict.Finding {
	groups, order := byPlace(s, isMap)
	best := map[cause]*conflict.Finding{}
	var causes []cause
	for _, p := range order {
		for _, f := range inGroup(s, groups[p], rec) {
			c := cause{place: p}
			c.place.Owner = "" // what one call does behind an interface is one cause
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

// cause groups findings that one change of the code would repair: a map
// without any lock is one cause, every access that forgets the lock another.
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

// unlessEmpty returns the conflicts of one map, or none if every write in them is of an
// empty map where there is none yet: a method that reads makes the map first if its object
// is the zero value.
//
// Assumes: if nothing fills the map meanwhile, the object is not the zero value.
func unlessEmpty(fs []conflict.Finding) []conflict.Finding {
	writesEmpty := func(a *effect.Access) bool { return a.FillsNil || !a.Op.Writes() }
	if slices.ContainsFunc(fs, func(f conflict.Finding) bool { return !writesEmpty(&f.Access.Access) || !writesEmpty(&f.Other.Access) }) {
		return fs
	}
	return nil
}

// maxGroup bounds the accesses of one map in one scope that are compared with
// each other.
const maxGroup = 120

// byPlace groups the items of a scope that certainly touch one map, or one
// scalar. The places come in the order of their first item. Behind an interface two
// types may each have a field of one name: these are two maps.
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

// broughtTogether marks the finding of a pair of accesses that only a test of the
// package brings together, both of them the code's under test or one the test's
// own: see [effect.Order].
//
// Where one access is made by the test, the test is what to change: it looks into
// an object whose goroutine runs. If the code has the lock for it, and the test
// calls what expects its callers to hold that, the call is reported.
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
