package conflict

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
)

// Words are judged by the same threads, locks and order as maps, but only where
// something says that they matter: they are used atomically elsewhere, they are
// flags, they lead to a map, or the same two threads share a map beside them.

// Words returns the findings of words outside scenes: those of objects that have a
// goroutine of their own, and those of words that are used atomically in one place
// and plainly in another.
func Words(vs *Variables, rec *Record) []Finding {
	var out []Finding
	if len(vs.words.order) == 0 {
		return out
	}
	maps := byRoot(vs.uses)
	for _, k := range vs.words.order {
		if fs := halfAtomic(vs.words.of[k], rec); len(fs) > 0 {
			out = append(out, fs...)
		} else if fs := swapped(vs.words.of[k], maps); len(fs) > 0 {
			out = append(out, fs...)
		} else if f := wordBeside(vs.words.of[k], maps, rec); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// wordsInScene returns the findings of words in one scene, one for each word.
func wordsInScene(s *effect.SpawnScope, rec *Record) []Finding {
	groups, order := byPlace(s, true)
	if len(order) == 0 {
		return nil
	}
	maps := mapsOf(s)
	var out []Finding
	for _, p := range order {
		var best *Finding
		items := groups[p]
		atomic := slices.ContainsFunc(items, func(i int) bool { return s.Items[i].Scalar == effect.AtomicScalar })
		for _, i := range items {
			for _, j := range items {
				a, b := &s.Items[i], &s.Items[j]
				if a.Spawn == nil || !mayClash(&a.Access, &b.Access) {
					continue
				}
				f := wordFinding(a, b, i == j, Proved)
				if best != nil && !better(f, *best) {
					continue
				}
				why := judge(rec, sceneVetoes, met{s, i, j})
				if (!why.silent() || rec.counting()) && !atomic && !maps.matter(a, b) {
					why = why.and(verdict{first: immaterial})
				}
				if why.silent() {
					rec.silent(*a, *b, why)
				} else {
					best = &f
				}
			}
		}
		if best != nil {
			out = append(out, *best)
		}
	}
	return out
}

// immaterial is the veto against words that nothing says of that they matter.
const immaterial = "a word that no map makes matter"

// mayClash reports whether two accesses to a word need synchronization: one
// writes, and not both are atomic. That x++ reads what another x++ writes is
// left to its writes.
func mayClash(a, b *effect.Access) bool {
	if a.Pos.At() == b.Pos.At() && a.Op != b.Op {
		return false
	}
	return (a.Op.Writes() || b.Op.Writes()) && (a.Scalar != effect.AtomicScalar || b.Scalar != effect.AtomicScalar)
}

// wordFinding makes a finding of a pair of accesses to a word. The one to
// change is the one that is not atomic.
func wordFinding(a, b *effect.ScopedAccess, self bool, c Confidence) Finding {
	f := finding(a, b, self)
	if f.Access.Scalar == effect.AtomicScalar {
		f.Access, f.Other = f.Other, f.Access
		f.At, f.Locked = f.Access.Pos.At(), false // the lock was that of the plain one
	}
	f.Confidence = max(f.Confidence, c, certainty(a.Scalar, self))
	return f
}

// certainty says how much there is in a pair of accesses to a word. A pointer is
// mostly assigned before others look, and a counter mostly belongs to one
// goroutine at a time, unless many run the same code.
func certainty(w effect.Scalar, self bool) Confidence {
	switch {
	case w == effect.PointerScalar, w == effect.CountScalar && !self:
		return Possible
	case w == effect.StatusScalar, w == effect.CountScalar:
		return Likely
	}
	return Proved
}

// sceneMaps are the accesses to maps in one scene, by thread.
type sceneMaps struct {
	s    *effect.SpawnScope
	on   map[*effect.Thread][]int
	meet map[meeting]bool
}

// meeting asks whether two threads share a map that a holder declares.
type meeting struct {
	a, b   *effect.Thread
	holder string
}

func mapsOf(s *effect.SpawnScope) *sceneMaps {
	m := &sceneMaps{s: s, on: map[*effect.Thread][]int{}, meet: map[meeting]bool{}}
	for i := range s.Items {
		if it := &s.Items[i]; it.Scalar == effect.NotScalar && len(m.on[it.Spawn]) < maxGroup {
			m.on[it.Spawn] = append(m.on[it.Spawn], i)
		}
	}
	return m
}

// matter reports whether accesses a, of a goroutine, and b to a word that nobody
// uses atomically are worth a finding: it is a set of flags, or who reads the
// pointer goes on to the map that it leads to, or the threads share a map beside
// it.
func (m *sceneMaps) matter(a, b *effect.ScopedAccess) bool {
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

// leads reports whether the thread that reads a pointer uses a map behind it.
func (m *sceneMaps) leads(pointer *effect.ScopedAccess) bool {
	return slices.ContainsFunc(m.on[pointer.Spawn], func(i int) bool { return m.s.Items[i].Place.Below(pointer.Place) })
}

func (m *sceneMaps) share(k meeting) bool {
	for _, i := range m.on[k.a] {
		x := &m.s.Items[i].Access
		if k.holder == "" || x.Holder() != k.holder {
			continue
		}
		for _, j := range m.on[k.b] {
			if y := &m.s.Items[j].Access; shareMap(x, y) && m.s.MayHappenInParallel(i, j) {
				return true
			}
		}
	}
	return false
}

// shareMap reports whether two accesses are to one map, or to maps of one
// variable of a type, and one changes it.
func shareMap(x, y *effect.Access) bool {
	return (x.Op.Writes() || y.Op.Writes()) && x.Key() != "" && x.Key() == y.Key()
}

// halfAtomic returns the findings of a word that is used atomically in one place
// and plainly in another. Who uses sync/atomic says that others use the word at
// the same time.
func halfAtomic(uses []*effect.RootAccess, rec *Record) []Finding {
	atomics := slices.DeleteFunc(slices.Clone(uses), func(u *effect.RootAccess) bool { return u.Scalar != effect.AtomicScalar })
	if len(atomics) == 0 {
		return nil
	}
	var plain verdict
	if mostlyPlain(uses) {
		plain.first = "most functions use the word plainly"
	}
	var out []Finding
	seen := map[token.Pos]bool{}
	for _, u := range uses {
		w := unlikeAtomic(u, atomics, plain, rec)
		if w == nil {
			continue
		}
		if seen[u.Pos.At()] || !u.Op.Writes() && seen[u.Root.Pos] {
			rec.silentPair(u, w, verdict{first: "another finding tells this function of the word"})
			continue
		}
		seen[u.Pos.At()], seen[u.Root.Pos] = true, true
		x, y := u.Scoped(), w.Scoped()
		out = append(out, wordFinding(&x, &y, false, Likely))
	}
	return out
}

// mostlyPlain reports whether a word is the affair of who has the object, although
// sync/atomic uses it too: more than twice as many functions use it plainly, and no fewer
// write it so. Of a counter that is added to atomically and read plainly everywhere this
// is not true.
func mostlyPlain(uses []*effect.RootAccess) bool {
	var used, written [2]map[string]bool // plainly, atomically: the functions
	for i := range used {
		used[i], written[i] = map[string]bool{}, map[string]bool{}
	}
	for _, u := range uses {
		i := 0
		if u.Scalar == effect.AtomicScalar {
			i = 1
		}
		used[i][u.Func] = true
		if u.Op.Writes() {
			written[i][u.Func] = true
		}
	}
	return len(used[0]) > 2*len(used[1]) && len(written[0]) > 0 && len(written[0]) >= len(written[1])
}

// unlikeAtomic returns an atomic use of a word that a plain use u conflicts with,
// a write if there is one. The verdict is that on all plain uses of the word.
func unlikeAtomic(u *effect.RootAccess, atomics []*effect.RootAccess, all verdict, rec *Record) *effect.RootAccess {
	if u.Scalar == effect.AtomicScalar {
		return nil
	}
	why := all.and(judge(rec, plainVetoes, u))
	if why.silent() && !rec.hears() {
		return nil
	}
	var found, first *effect.RootAccess
	var apart verdict // why the first pair is silent
	for _, w := range atomics {
		if !mayClash(&u.Access, &w.Access) {
			continue
		}
		if silent := judge(rec, wordVetoes, pair{u, w}); silent.silent() {
			first, apart = cmp.Or(first, w), apart.or(silent)
		} else if found == nil || w.Op.Writes() && !found.Op.Writes() {
			found = w
		}
	}
	switch {
	case found != nil && why.silent():
		rec.silentPair(u, found, why)
		return nil
	case found == nil && first != nil:
		rec.silentPair(u, first, why.and(apart))
	}
	return found
}

// plainVetoes are the reasons why a plain use of a word that others use atomically is
// silent.
var plainVetoes = []veto[*effect.RootAccess]{
	when("nobody knows when the callback runs", func(u *effect.RootAccess) bool { return u.Root.Kind == effect.Callback }),
	when("main runs before or after all others", func(u *effect.RootAccess) bool { return u.Root.Kind == effect.Main }),
	when("the others have been waited for", func(u *effect.RootAccess) bool { return u.Waited() }),
	when("the caller is to hold a lock", func(u *effect.RootAccess) bool { return u.Expects }),
	when("the object may be the caller's own", func(u *effect.RootAccess) bool { return !shared(u) || u.Place.Kind == place.Value }),
}

// wordVetoes are the reasons why two uses of a word, one of them atomic, are not of one
// word or not at the same time.
var wordVetoes = []veto[pair]{
	when("the same field of another object", func(p pair) bool { return !sameWord(p.a, p.b) }),
	when("one goroutine makes both", func(p pair) bool { return sameThread(p.a, p.b) }),
	when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
}

// sameWord reports whether two uses of a field are of one in the same place: a
// struct that is part of several others has as many such words.
func sameWord(u, w *effect.RootAccess) bool {
	return u.Place.Len() <= 1 && w.Place.Len() <= 1 || u.Root.Recv == w.Root.Recv && u.Place.Path == w.Place.Path
}

// elsewhere reports whether two words of one field are reached by different ways:
// a struct that is part of several others has as many such words.
func elsewhere(a, b *effect.RootAccess) bool {
	return a.Place.Path != b.Place.Path && (!a.Born || a.BornPath != b.Place.Path)
}

// rootKey names a root, of which there may be several values.
type rootKey struct {
	kind effect.RootKind
	pos  token.Pos
}

func rootOf(u *effect.RootAccess) rootKey { return rootKey{u.Root.Kind, u.Root.Pos} }

// byRoot groups the uses of maps by the root that leads to them.
func byRoot(uses []effect.RootAccess) map[rootKey][]*effect.Access {
	out := map[rootKey][]*effect.Access{}
	for i := range uses {
		if u := &uses[i]; u.Scalar == effect.NotScalar && !u.Fresh && !u.GuardOnly {
			out[rootOf(u)] = append(out[rootOf(u)], &u.Access)
		}
	}
	return out
}

// wordBeside returns the finding of a word of an object that has a goroutine of
// its own or serves many requests at once, nil if there is none.
func wordBeside(uses []*effect.RootAccess, maps map[rootKey][]*effect.Access, rec *Record) *Finding {
	var best *Finding
	vetoes := slices.Concat(objectVetoes, []veto[pair]{
		when("perhaps a common lock", func(p pair) bool { return mayExclude(p.a, p.b) }),
		when("the same field of another object", func(p pair) bool { return elsewhere(p.a, p.b) }),
	})
	for _, a := range uses {
		if !a.Root.Many && a.Root.Kind != effect.Goroutine || a.Waited() && !rec.hears() {
			continue
		}
		for _, b := range uses {
			if !mayClash(&a.Access, &b.Access) || !meets(a, b) {
				continue
			}
			why := judge(rec, vetoes, pair{a, b})
			if why.silent() && !rec.hears() {
				continue
			}
			x, y := a.Scoped(), b.Scoped()
			x.Spawn, y.Spawn = a.Root.Thread, b.Root.Thread
			f := wordFinding(&x, &y, a == b, Likely)
			if best != nil && !better(f, *best) {
				continue
			}
			if !matter(a, b, maps) {
				why = why.and(verdict{first: immaterial})
			}
			if why.silent() {
				rec.silent(x, y, why)
			} else {
				best = &f
			}
		}
	}
	return best
}

// matter is [sceneMaps.matter] for uses by roots.
func matter(a, b *effect.RootAccess, maps map[rootKey][]*effect.Access) bool {
	leads := func(pointer *effect.RootAccess) bool { return !pointer.Op.Writes() && follows(pointer, maps) }
	switch a.Scalar {
	case effect.FlagScalar, effect.PlainScalar:
		return true
	case effect.PointerScalar:
		return leads(a) || leads(b)
	}
	for _, x := range maps[rootOf(a)] {
		if x.Holder() == "" || x.Holder() != a.Holder() {
			continue
		}
		if slices.ContainsFunc(maps[rootOf(b)], func(y *effect.Access) bool { return shareMap(x, y) }) {
			return true
		}
	}
	return false
}
