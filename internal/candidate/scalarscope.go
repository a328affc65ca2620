package candidate

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// scalarsInScope yields a group for each scalar of a scope.
func scalarsInScope(s *effect.SpawnScope) Groups {
	return func(yield func(Group) bool) {
		groups, order := byPlace(s, isScalar)
		if len(order) == 0 {
			return
		}
		maps := mapsOf(s)
		finding := func(p conflict.Pair) conflict.Finding {
			f := scalarFinding(p)
			broughtTogether(&f, s)
			return f
		}
		for _, p := range order {
			if !yield(Group{Pairs: maps.scalarPairs(groups[p]), Finding: finding}) {
				return
			}
		}
	}
}

// scalarPairs yields the pairs of accesses to one scalar that matter.
func (m *scopeMaps) scalarPairs(items []int) iter.Seq[conflict.Pair] {
	atomic := slices.ContainsFunc(items, func(i int) bool { return m.s.Accesses[i].Scalar == effect.AtomicScalar })
	return func(yield func(conflict.Pair) bool) {
		for p := range spawnPairs(conflict.SpawnOfScalar, m.s, items) {
			if mayClash(p.A.Access, p.B.Access) && (atomic || m.matter(p.A.Scoped, p.B.Scoped)) && !yield(p) {
				return
			}
		}
	}
}

// scopeMaps has the accesses to maps in one scope, by thread.
type scopeMaps struct {
	s    *effect.SpawnScope
	on   map[*effect.Thread][]int
	meet map[meeting]bool
}

// meeting is the key of a question: do two threads share a map that the type holder
// declares?
type meeting struct {
	a, b   *effect.Thread
	holder string
}

func mapsOf(s *effect.SpawnScope) *scopeMaps {
	m := &scopeMaps{s: s, on: map[*effect.Thread][]int{}, meet: map[meeting]bool{}}
	for i := range s.Accesses {
		if it := &s.Accesses[i]; it.Scalar == effect.NotScalar && len(m.on[it.Spawn]) < maxGroup {
			m.on[it.Spawn] = append(m.on[it.Spawn], i)
		}
	}
	return m
}

// matter reports whether a conflict between a, on a goroutine, and b is worth a finding. No
// access to the scalar is atomic. It is worth one if the scalar is a flag, if the function
// that reads the pointer goes on to the map behind it, or if the two threads also share a
// map of the same struct.
func (m *scopeMaps) matter(a, b *effect.ScopedAccess) bool {
	switch a.Scalar {
	case effect.FlagScalar, effect.PlainScalar:
		return true
	case effect.PointerScalar:
		return !a.Op.Writes() && m.leads(a) || !b.Op.Writes() && m.leads(b)
	}
	k := meeting{a.Spawn, b.Spawn, a.Holder()}
	if _, ok := m.meet[k]; !ok {
		m.meet[k] = m.share(k)
	}
	return m.meet[k]
}

// leads reports whether the thread that reads a pointer accesses a map behind it.
func (m *scopeMaps) leads(pointer *effect.ScopedAccess) bool {
	return slices.ContainsFunc(m.on[pointer.Spawn], func(i int) bool { return m.s.Accesses[i].Place.Below(pointer.Place) })
}

func (m *scopeMaps) share(k meeting) bool {
	for _, i := range m.on[k.a] {
		x := &m.s.Accesses[i].Access
		if k.holder == "" || x.Holder() != k.holder {
			continue
		}
		for _, j := range m.on[k.b] {
			if y := &m.s.Accesses[j].Access; shareMap(x, y) && m.s.MayHappenInParallel(i, j) {
				return true
			}
		}
	}
	return false
}
