package guard

import (
	"cmp"
	"go/ast"
	"go/token"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A guard is a lock that accesses to a map hold, which shows that their author treats the
// map as shared. It is inferred from what the accesses do, never from which fields stand
// side by side, as in RacerD's lock consistency and in checklocks. Accesses to fresh objects
// and in tests do not count.

// Infer finds the guard of a variable: of the locks with which an access changes the map, the
// one with the highest rank, if that is high enough. A function that returns the map while it
// holds the lock counts as an access that holds it. If the map is in an element of a collection
// that belongs to the object with the lock, only accesses through that collection are counted:
// accesses to the maps of other elements are not evidence.
func (v *Variable) Infer() bool {
	locks := v.locks()
	if len(locks) == 0 {
		return false
	}
	best := locks[0]
	if i := slices.IndexFunc(locks, func(t *tally) bool { return t.Guards() }); i >= 0 {
		best = locks[i]
	}
	v.Evidence = best.Evidence
	if !best.Guards() {
		return false
	}
	if !v.changedInPlace() {
		maps.Copy(best.at, best.renewals)
	}
	v.Holders = best.accesses()
	return true
}

// Candidates returns the evidence for each lock that accesses hold, highest rank first.
func (v *Variable) Candidates() []Evidence {
	var out []Evidence
	for _, t := range v.locks() {
		out = append(out, t.Evidence)
	}
	return out
}

// locks returns the locks that accesses hold, highest rank first.
func (v *Variable) locks() []*tally {
	uses := v.evidenceUses()
	locks := tallies(uses)
	v.findMembers(uses, locks)
	v.addDeclared(locks)
	var out []*tally
	for _, c := range slices.SortedFunc(maps.Keys(locks), compareCandidates) {
		locks[c].testify(uses, v)
		out = append(out, locks[c])
	}
	slices.SortStableFunc(out, func(a, b *tally) int { return cmp.Or(cmp.Compare(b.Rank(), a.Rank()), compareNearer(a, b)) })
	return out
}

// evidenceUses returns the accesses that are evidence of a guard.
func (v *Variable) evidenceUses() []*effect.RootAccess {
	return slices.Concat(v.Uses, withoutElement(v.Leaks))
}

// changedInPlace reports whether an access changes the map, rather than the variable.
func (v *Variable) changedInPlace() bool {
	return slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool { return u.Op.Changes() })
}

// compareNearer orders locks of the same rank. Those whose objects are nearer to the map come
// first, then those that are held on more call paths to the accesses, since only some callers
// hold the others. A global lock has no object.
func compareNearer(a, b *tally) int {
	distance := func(t *tally) int {
		if t.Way == "" {
			return math.MaxInt
		}
		return len(t.Way)
	}
	return cmp.Or(cmp.Compare(distance(a), distance(b)), cmp.Compare(b.times, a.times))
}

// withoutElement returns the leaks in which the map itself leaves its function, without
// those in which an element of a collection leaves with it. The latter are not evidence of a
// guard.
func withoutElement(leaks []*effect.RootAccess) []*effect.RootAccess {
	return slices.DeleteFunc(slices.Clone(leaks), func(l *effect.RootAccess) bool { return l.InElement })
}

// findMembers finds the locks that every change of the map holds for writing. Each of them
// excludes all writers, so that it is enough for an access that reads.
func (v *Variable) findMembers(uses []*effect.RootAccess, locks map[candidate]*tally) {
	v.members = nil
	for _, c := range slices.SortedFunc(maps.Keys(locks), compareCandidates) {
		if t := locks[c]; t.Written && t.from == "" && t.excludesWriters(uses) {
			v.members = append(v.members, t.Lock)
		}
	}
}

// excludesWriters reports whether all changes of a map hold the lock for writing.
func (t *tally) excludesWriters(uses []*effect.RootAccess) bool {
	outer := map[token.Pos]bool{} // changes that this package makes through the outer object
	for _, u := range uses {
		if !u.Op.Changes() || t.ofInner(u) {
			continue
		}
		if m, ok := HeldAs(u, t.Lock); !ok || !m.Must || m.Kind != state.Write {
			return false
		}
		outer[u.Pos.At()] = true
	}
	return !slices.ContainsFunc(uses, func(u *effect.RootAccess) bool { return u.Op.Changes() && !outer[u.Pos.At()] })
}

// holdsMember reports whether an access that reads the map holds a lock that excludes all
// writers.
func (v *Variable) holdsMember(u *effect.RootAccess) bool { return len(v.heldMembers(u)) > 0 }

// heldMembers returns the locks that exclude all writers and that an access which reads the
// map holds.
func (v *Variable) heldMembers(u *effect.RootAccess) []Key {
	if u.Op.Writes() || len(v.members) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(v.members), func(k Key) bool {
		m, ok := HeldAs(u, k)
		return !ok || !m.Must
	})
}

// ofInner reports whether an access is made by an exported method of the inner type, where
// the lock belongs to an outer object with the inner one in an unexported field. Other
// packages cannot name that inner object; what this package does with it begins at the outer
// one, or is a goroutine.
//
// False negative: several outer objects share the inner one.
func (t *tally) ofInner(u *effect.RootAccess) bool {
	field, _, ok := strings.Cut(strings.TrimPrefix(t.Way, "."), ".")
	private := ok && !ast.IsExported(field) && !strings.ContainsAny(t.Way, "[{")
	inner := u.OnReceiver() && u.Root.Kind == effect.API && strings.HasSuffix(t.Way, u.Place.Path)
	return private && inner && len(u.Place.Path) < len(t.Way)
}
