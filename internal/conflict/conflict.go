// Package conflict pairs the accesses of a scene and decides which pairs are
// conflicts: two accesses of one map, one of which changes it, that can run at
// the same time and that no veto keeps apart.
//
// A new reason why a pair is no conflict is a function in veto.go. A new
// category is a constant in category.go and its choice in classify.
package conflict

import (
	"cmp"
	"go/token"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Finding is a pair of accesses that survived every veto. Access is the one to
// change, Other the one that it conflicts with; they are the same access if
// several goroutines execute it.
type Finding struct {
	Category Category
	Access   effect.ScopedAccess
	Other    effect.ScopedAccess
	Self     bool
	Thread   *effect.Thread // the goroutine that runs one of them
	Lock     state.SyncFact // the lock that Other holds, if it holds one
	Locked   bool           // whether there is such a lock

	// Alike has the other findings of the same cause. Those of tests are what other
	// tests, or the same, do of that kind.
	Alike []Finding

	// ByTest is set if only a test of the package brings the two accesses together.
	ByTest bool
	looks  bool // ByTest is set, and the test itself touches the map or calls what does

	// Held is the lock that Access holds, if both hold one: Lock is another.
	Held state.SyncFact
	// Semaphore is the channel that Other takes as a lock, if Access does not.
	Semaphore state.SyncFact

	Confidence Confidence           // of the evidence alone: see Certainty
	Doubts     Doubts               // what lowers it
	At         token.Pos            // where to report
	Indirect   bool                 // At is a call that leads to Access
	Via        token.Pos            // the call that leads to Access, if it matters which
	Copied     bool                 // of a map that is let out: within a struct
	Within     bool                 // of a map that is let out: with a pointer to the element that has it
	Lazy       bool                 // of a map that is let out: with an iterator over it
	Stripe     bool                 // Lock is one of several, chosen by a key
	Beside     bool                 // Lock guards the maps beside this one
	Cloned     bool                 // the map is shared with a clone of its object, which Other changes
	Sent       bool                 // the map is that of the headers of many requests
	Computed   bool                 // of a lost update: the value is computed from the one that was looked up
	Guards     []*effect.RootAccess // accesses that hold Lock, of a map with a guard

	Frozen   *effect.FrozenWrite // of FrozenWrite
	Internal *effect.Internal    // of MapInternals, which is about no access
	Stated   token.Pos           // the statement that Lock is the guard, if there is one

	// Guard is the lock that the access ought to hold, if HasGuard is set; Way
	// leads from the object of that lock to the map.
	Guard    state.SyncFact
	Way      string
	HasGuard bool

	// Racing holds all accesses of the same map that conflict with another
	// one, the two above among them: what a repair has to put under a lock.
	Racing []effect.ScopedAccess
}

// Confidence says how much of a finding was seen.
type Confidence uint8

const (
	Proved   Confidence = iota // the start of the goroutine and both accesses
	Likely                     // a discipline of the code's own, which one access breaks
	Possible                   // a convention
)

// maxGroup bounds the accesses of one map in one scene that are compared with
// each other.
const maxGroup = 120

// Find returns the findings of the scenes: of maps, one for each access, and of
// words, one for each variable, since one repair is enough.
//
// The record hears of every pair that a veto keeps silent.
func Find(scenes iter.Seq[*effect.SpawnScope], rec *Record) (maps, words []Finding) {
	type site struct {
		pos    token.Pos
		byTest bool
	}
	type variable struct {
		key    string
		byTest bool
	}
	at, vars := map[site]bool{}, map[variable]bool{}
	for s := range scenes {
		for _, f := range inScene(s, rec) {
			f.broughtTogether(s)
			if pos := (site{f.Access.Pos.At(), f.ByTest}); !at[pos] {
				at[pos] = true
				maps = append(maps, f)
			}
		}
		for _, f := range wordsInScene(s, rec) {
			f.broughtTogether(s)
			if v := (variable{f.Access.Key(), f.ByTest}); v.key == "" || !vars[v] {
				vars[v] = true
				words = append(words, f)
			}
		}
	}
	return maps, words
}

// Merge returns the findings of all lists in the order of the source, by which
// compare orders positions; where two lists speak of one place, the earlier's, unless
// that is a possible finding alone: what is possible comes after all that is likely.
//
// What a caller does with a map that a getter lets out is left to the finding
// at the getter. A pair of which both hold a lock is left to the guard that
// says which of the two locks is the wrong one. A word beside a map that is
// reported itself is left to that finding, and so is a pointer that leads to one.
// What only tests show comes after all else, one finding for each cause.
func Merge(compare func(a, b token.Pos) int, proved, guarded, objects, words, single []Finding) []Finding {
	for _, list := range [][]Finding{proved, guarded, objects, words, single} {
		doubted(list)
	}
	wrong := map[token.Pos]bool{}
	leaks := map[string]bool{}
	bare := map[string]bool{}
	likely := byCertainty(proved, guarded, objects)[:3]
	for _, f := range slices.Concat(likely...) {
		bare[f.Access.Holder()] = true
	}
	words = slices.DeleteFunc(words, func(f Finding) bool {
		return (f.Other.Scalar == effect.StatusScalar || f.Other.Scalar == effect.CountScalar) && bare[f.Access.Holder()] ||
			f.Access.Scalar == effect.PointerScalar && slices.ContainsFunc(likely[1], func(g Finding) bool { return f.leadsTo(g) })
	})
	for _, f := range likely[1] {
		wrong[f.At] = true
		if f.Category == LockLeak {
			leaks[f.Access.Key()] = true
		}
	}
	seen := map[token.Pos]bool{}
	told := func(f Finding) bool { return seen[f.At] || seen[f.Access.Pos.At()] }
	var out []Finding
	proved, tests := byTests(proved)
	words, wordTests := byTests(words)
	for _, list := range byCertainty(proved, guarded, objects, words, single) {
		n := len(out)
		for _, f := range list {
			if f.Held.Place.Known() && (wrong[f.At] || wrong[f.Other.Pos.At()]) || f.Access.Got && leaks[f.Access.Key()] {
				continue
			}
			if !told(f) {
				out = append(out, f)
			}
		}
		for _, f := range out[n:] {
			seen[f.At], seen[f.Access.Pos.At()], seen[f.Other.Pos.At()] = true, true, true
		}
	}
	inOrder := func(a, b Finding) int { return compare(a.At, b.At) }
	tests = slices.DeleteFunc(append(tests, wordTests...), told)
	slices.SortStableFunc(tests, inOrder)
	out = append(out, together(tests)...)
	slices.SortStableFunc(out, inOrder)
	return out
}

// leadsTo reports whether f is about a pointer behind which g finds a map.
func (f *Finding) leadsTo(g Finding) bool { return g.Access.Place.Below(f.Access.Place) }

// cause groups findings that one change of the code would repair: a map
// without any lock is one cause, every access that forgets the lock another.
type cause struct {
	place place.Place
	pos   token.Pos
}

// inScene returns the findings of one scene.
func inScene(s *effect.SpawnScope, rec *Record) []Finding {
	groups, order := byPlace(s, false)
	best := map[cause]Finding{}
	var causes []cause
	for _, p := range order {
		for _, f := range inGroup(s, groups[p], rec) {
			c := cause{place: p}
			c.place.Owner = "" // what one call does behind an interface is one cause
			if f.Locked || f.Category == RLockWrite {
				c.pos = f.Access.Pos.At()
			}
			old, ok := best[c]
			if !ok {
				causes = append(causes, c)
			}
			best[c] = merge(f, old, ok)
		}
	}
	out := make([]Finding, 0, len(causes))
	for _, c := range causes {
		out = append(out, best[c])
	}
	return out
}

// merge returns the better of two findings of one cause, with the accesses of
// both; the second is only there if ok is set.
func merge(f, old Finding, ok bool) Finding {
	racing := append(old.Racing, f.Access)
	if !f.Self {
		racing = append(racing, f.Other)
	}
	if ok && !better(f, old) {
		f = old
	}
	f.Racing = racing
	return f
}

// byPlace groups the items of a scene that certainly touch one map, or one
// word. The places come in the order of their first item. Behind an interface two
// types may each have a field of one name: these are two maps.
func byPlace(s *effect.SpawnScope, words bool) (map[place.Place][]int, []place.Place) {
	groups := map[place.Place][]int{}
	var order []place.Place
	for i := range s.Items {
		p := s.Items[i].Place
		p.Wild = false
		if (s.Items[i].Scalar != effect.NotScalar) != words || !p.Same(p) || len(groups[p]) >= maxGroup {
			continue
		}
		if groups[p] == nil {
			order = append(order, p)
		}
		groups[p] = append(groups[p], i)
	}
	return groups, order
}

// inGroup returns all conflicts among the accesses of one map.
func inGroup(s *effect.SpawnScope, items []int, rec *Record) []Finding {
	var out []Finding
	if !slices.ContainsFunc(items, func(i int) bool { return s.Items[i].Op.Writes() }) {
		return nil
	}
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, i := range items {
			if !yield(&s.Items[i].Access) {
				return
			}
		}
	})
	for _, i := range items {
		if s.Items[i].Spawn == nil {
			continue
		}
		for _, j := range items {
			a, b := &s.Items[i], &s.Items[j]
			if !a.Op.Writes() && !b.Op.Writes() {
				continue
			}
			if why := judge(rec, sceneVetoes, met{s, i, j}); why.silent() {
				rec.silent(*a, *b, why)
				continue
			}
			f := finding(a, b, i == j)
			takers.forgotten(&f)
			out = append(out, f)
		}
	}
	return unlessEmpty(out)
}

// unlessEmpty returns the conflicts of one map, unless all that is written in any of
// them is an empty map where there is none: a method that reads makes the map first if
// its object is the zero one, which it hardly is if nobody fills the map meanwhile.
func unlessEmpty(fs []Finding) []Finding {
	empty := func(a *effect.Access) bool { return a.Fills || !a.Op.Writes() }
	if slices.ContainsFunc(fs, func(f Finding) bool { return !empty(&f.Access.Access) || !empty(&f.Other.Access) }) {
		return fs
	}
	return nil
}

// finding makes a finding of a pair, of which a runs on a goroutine.
func finding(a, b *effect.ScopedAccess, self bool) Finding {
	f := Finding{Access: *a, Other: *b, Self: self, Thread: a.Spawn}
	if !self && toChange(b, a) {
		f.Access, f.Other = *b, *a
	}
	if b.Op == state.OpReturn {
		f.Access, f.Other = *b, *a
	}
	f.Category = classify(a, b)
	if f.Category == RLockWrite && !(f.Access.Op.Writes() && readLocked(&f.Access)) {
		f.Access, f.Other = f.Other, f.Access
	}
	f.Lock, f.Locked = guard(&f.Other)
	f.Guard, f.Way, f.HasGuard = Guard(&f.Other.Access)
	if held, both := guard(&f.Access); both {
		if f.Locked {
			f.Held = held
		}
		f.Locked = false
		f.HasGuard = f.HasGuard && f.Category == RLockWrite
	}
	f.At = f.Access.Pos.At()
	f.doubt()
	return f
}

// toChange reports whether a rather than b is the access that the programmer
// should change: the one without a lock, else the one that changes the map,
// else the one on the goroutine, else the first.
func toChange(a, b *effect.ScopedAccess) bool {
	_, la := guard(a)
	_, lb := guard(b)
	switch {
	case la != lb:
		return lb
	case a.Op.Writes() != b.Op.Writes():
		return a.Op.Writes()
	case (a.Spawn != nil) != (b.Spawn != nil):
		return a.Spawn != nil
	}
	return a.Order() < b.Order()
}

// guard returns a lock that the access holds.
func guard(it *effect.ScopedAccess) (state.SyncFact, bool) {
	for _, m := range it.Sync.Locks() {
		if m.Place.Known() {
			return *m, true
		}
	}
	return state.SyncFact{}, false
}

// meetsItself reports whether both accesses are made by one operation of the source:
// "m[k]++" reads and writes.
func (f *Finding) meetsItself() bool { return f.Self || f.Access.Pos == f.Other.Pos }

// better reports whether f tells more than g: the more certain one, then what happens in
// the function rather than what its caller does with a map that is returned, then two
// accesses rather than one that meets itself, then the first in the source, then the one against
// a write.
func better(f, g Finding) bool {
	if fc, gc := f.Certainty(), g.Certainty(); fc != gc {
		return fc < gc
	}
	if fr, gr := f.Access.Op == state.OpReturn, g.Access.Op == state.OpReturn; fr != gr {
		return gr
	}
	if fs, gs := f.meetsItself(), g.meetsItself(); fs != gs {
		return gs
	}
	if c := cmp.Compare(f.Access.Order(), g.Access.Order()); c != 0 {
		return c < 0
	}
	if fw, gw := f.Access.Op.Writes(), g.Access.Op.Writes(); fw != gw {
		return fw // m[k]++ is a write
	}
	if fw, gw := f.Other.Op.Writes(), g.Other.Op.Writes(); fw != gw {
		return fw
	}
	return f.Other.Order() < g.Other.Order()
}
