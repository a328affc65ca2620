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
// side by side, as in RacerD's lock consistency and in checklocks. Accesses to fresh objects
// and in tests do not count.
//
// Assumes: a new map that is assigned without the lock belongs to an object that nobody else
// has yet. Such an assignment does not count, one with the lock does.
const (
	minGuarded = 2   // accesses that hold the guard
	MinShare   = 0.5 // of the functions that access the map
	minWritten = 0.3 // of these functions, if every write holds the guard
)

// Infer finds the guard of a variable. A function that returns the map while it holds the
// lock counts as an access that holds it. If the map is in an element of a collection that
// belongs to the object with the lock, only accesses through that collection are counted:
// accesses to the maps of other elements are not evidence.
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

// renews reports whether the lock guards a map that is never changed in place: the map is
// replaced under the lock, and most functions that read it hold the lock. If so, renews adds
// the assignments to the accesses that hold the lock.
func (t *tally) renews(r *reached) bool {
	if len(t.renewals) == 0 || len(t.at) < minGuarded || 2*len(t.funcs) <= len(r.funcs) {
		return false
	}
	maps.Copy(t.at, t.renewals)
	return true
}

// reached counts where and how often the map of a variable is accessed.
type reached struct {
	funcs  map[string]bool // the functions that contain the accesses
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

// withoutElement returns the leaks in which the map itself leaves its function, without
// those in which an element of a collection leaves with it. The latter are not evidence of a
// guard.
func withoutElement(leaks []*effect.RootAccess) []*effect.RootAccess {
	return slices.DeleteFunc(slices.Clone(leaks), func(l *effect.RootAccess) bool { return l.InElement })
}

// heaviest returns the lock with the most evidence, nil if there is none.
func heaviest(locks map[candidate]*tally) *tally {
	var best *tally
	for _, c := range slices.SortedFunc(maps.Keys(locks), compareCandidates) {
		if t := locks[c]; best == nil || t.heavier(best) {
			best = t
		}
	}
	return best
}

// heavier reports whether there is more evidence for a lock than for another. If the same
// accesses hold both, it prefers the lock whose object is nearer to the map, then the lock
// that is held on more call paths to the accesses: only some callers hold the other one.
func (t *tally) heavier(than *tally) bool {
	if t.weight() != than.weight() {
		return t.weight() > than.weight()
	}
	if len(t.way) != len(than.way) {
		return t.way != "" && len(t.way) < len(than.way)
	}
	return t.times() > than.times()
}

// times returns on how many call paths the accesses hold the lock.
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

// keepMost drops the accesses that are reached more often without the lock than with it. It
// is called if other functions access the map and never hold the lock.
//
// Assumes: the functions of the dropped accesses were not written for the lock. Some callers
// hold it for another reason.
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
