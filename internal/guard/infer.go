package guard

import (
	"cmp"
	"go/token"
	"maps"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A guard is a lock that accesses to a map hold, which shows that their author treats the
// map as shared. It is inferred from what the accesses do, never from which fields stand
// side by side, as in RacerD's lock consistency and in checklocks. Accesses to fresh
// objects and in tests do not count. An assignment of a new map counts only if it holds
// the lock: without the lock, the object is usually one that nobody else has yet.
const (
	minGuarded = 2   // accesses that hold the guard
	MinShare   = 0.5 // of the functions that access the map
	minWritten = 0.3 // of these functions, if every write holds the guard
)

// Infer finds the guard of a variable. To return the map, read under the lock,
// is an access that holds it. Where the map is in an element of a collection that
// belongs to the object with the lock, what is done to the maps of other such
// elements says nothing.
func (v *Variable) Infer(leaks []*effect.RootAccess) bool {
	all := newReached()
	locks := map[candidate]*tally{}
	uses := slices.Concat(v.Uses, withoutElement(leaks))
	for _, u := range uses {
		if u.Op != state.OpReplace {
			all.add(u)
		}
		count(locks, u)
	}
	of := func(t *tally) *reached {
		if t.from == "" {
			return all
		}
		r := newReached()
		for _, u := range uses {
			if !u.Op.Replaces() && strings.HasSuffix(u.Place.AnyKeys(), t.from) {
				r.add(u)
			}
		}
		return r
	}
	for _, t := range locks {
		if r := of(t); len(t.funcs) < len(r.funcs) {
			t.keepMost(r.times)
		}
	}
	best := heaviest(locks)
	if best == nil || best.accessed()+len(best.renewals) < minGuarded {
		return false
	}
	if r := of(best); len(all.writes) == 0 && !best.renews(r) || len(all.writes) > 0 && !best.guards(r) {
		return false
	}
	v.Lock, v.Way, v.Holders = best.key, best.way, best.accesses()
	return true
}

// guards reports whether enough of the functions that access a map hold the lock.
func (t *tally) guards(r *reached) bool {
	share := float64(len(t.funcs)) / float64(len(r.funcs))
	return t.writes > 0 && share >= minWritten && (share >= MinShare || t.writes == len(r.writes))
}

// renews reports whether the lock guards a map that is never changed in place: it
// is replaced under the lock, and most functions hold that when they read. Then
// the assignments are accesses that hold the lock.
func (t *tally) renews(r *reached) bool {
	if len(t.renewals) == 0 || len(t.at) < minGuarded || 2*len(t.funcs) <= len(r.funcs) {
		return false
	}
	maps.Copy(t.at, t.renewals)
	return true
}

// reached says where and how often the map of a variable is accessed.
type reached struct {
	funcs  map[string]bool // that contain the accesses
	times  map[token.Pos]int
	writes map[token.Pos]bool
}

func newReached() *reached {
	return &reached{funcs: map[string]bool{}, times: map[token.Pos]int{}, writes: map[token.Pos]bool{}}
}

func (r *reached) add(u *effect.RootAccess) {
	r.funcs[u.Declared()] = true
	r.times[u.Pos.At()]++
	if u.Op.Writes() {
		r.writes[u.Pos.At()] = true
	}
}

// withoutElement returns those of some maps that are let out that do not leave with an
// element of a collection, by which nobody says that they have a guard.
func withoutElement(leaks []*effect.RootAccess) []*effect.RootAccess {
	return slices.DeleteFunc(slices.Clone(leaks), func(l *effect.RootAccess) bool { return l.InElement })
}

// heaviest returns the lock that most speaks for, nil if there is none.
func heaviest(locks map[candidate]*tally) *tally {
	var best *tally
	for _, c := range slices.SortedFunc(maps.Keys(locks), compareCandidates) {
		if t := locks[c]; best == nil || t.heavier(best) {
			best = t
		}
	}
	return best
}

// heavier reports whether more speaks for a lock than for another. Of two that the same
// accesses hold it is the one of the object that is nearer to the map, then the one that
// is held on more of the ways to them: the other one some callers happen to hold.
func (t *tally) heavier(than *tally) bool {
	if t.weight() != than.weight() {
		return t.weight() > than.weight()
	}
	if len(t.way) != len(than.way) {
		return t.way != "" && len(t.way) < len(than.way)
	}
	return t.times() > than.times()
}

// times returns how often the accesses are reached with the lock held.
func (t *tally) times() int {
	n := 0
	for _, times := range t.held {
		n += times
	}
	return n
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.from, b.from))
}

// keepMost drops the accesses that are reached more often without the lock than
// with it, given that other functions never hold it: theirs was not written for
// that lock either, which just happens to be held by some callers.
func (t *tally) keepMost(reached map[token.Pos]int) {
	for pos, u := range t.at {
		if 2*t.held[pos] >= reached[pos] {
			continue
		}
		delete(t.at, pos)
		if u.Op.Writes() {
			t.writes--
		}
	}
}
