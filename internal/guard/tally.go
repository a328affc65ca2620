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

// candidate is a lock that may be the guard. A lock may guard a map in the elements of one
// collection and not in those of another. If the path from the lock to the map leads through
// a collection, from is that path.
type candidate struct {
	key  Key
	from string
}

func compareCandidates(a, b candidate) int {
	return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.from, b.from))
}

// tally has the accesses that hold one lock, and what they say about it.
type tally struct {
	Evidence
	from  string                           // see candidate
	at    map[token.Pos]*effect.RootAccess // the accesses, one for each position
	times int                              // on how many call paths the accesses hold the lock
	// renewals are assignments of a new map under the lock, held for writing.
	renewals map[token.Pos]*effect.RootAccess
}

// tallies returns the locks that accesses to a map hold, other than to initialize it.
func tallies(uses []*effect.RootAccess) map[candidate]*tally {
	locks := map[candidate]*tally{}
	for _, u := range uses {
		if initializes(u) {
			continue
		}
		for _, m := range u.Sync.Locks() {
			k := KeyOf(m)
			way, ok := WayFrom(m.Place, u.Place)
			if k == "" || !m.Must || !ok {
				continue
			}
			c := candidate{key: k}
			if strings.ContainsAny(way, "[{") {
				c.from = way
			}
			if locks[c] == nil {
				locks[c] = newTally(c, way)
			}
			locks[c].count(u, m)
		}
	}
	return locks
}

func newTally(c candidate, way string) *tally {
	return &tally{Evidence: Evidence{Lock: c.key, Way: way}, from: c.from, at: map[token.Pos]*effect.RootAccess{}, renewals: map[token.Pos]*effect.RootAccess{}}
}

// count adds an access that holds the lock.
func (t *tally) count(u *effect.RootAccess, m *state.SyncFact) {
	switch {
	case u.Op != state.OpReplace:
		t.times++
		t.add(u)
	case m.Kind == state.Write:
		t.renewals[u.Pos.At()] = u
	}
}

// concerns reports whether the lock may be the guard of the map of an access: if the lock
// guards maps in the elements of a collection, the access goes through that collection.
func (t *tally) concerns(u *effect.RootAccess) bool {
	return t.from == "" || strings.HasSuffix(u.Place.AnyKeys(), t.from)
}

// accesses lists the accesses that hold the lock, in the order of the source.
func (t *tally) accesses() []*effect.RootAccess {
	return slices.SortedFunc(maps.Values(t.at), func(a, b *effect.RootAccess) int {
		return cmp.Compare(a.Order, b.Order)
	})
}

// add adds an access that holds the lock. One access represents all accesses at its
// position: the write of "m[k]++" rather than the read, then the access with the fewest
// locks, which is the best evidence for this one lock.
func (t *tally) add(u *effect.RootAccess) {
	t.Written = t.Written || u.Op.Writes()
	pos := u.Pos.At()
	old := t.at[pos]
	better := old == nil || u.Op.Writes() && !old.Op.Writes()
	if better || old.Op.Writes() == u.Op.Writes() && restraints(u) < restraints(old) {
		t.at[pos] = u
	}
}

// restraints counts the facts that keep an access apart from others: the locks that it
// holds, and the sync.Once bodies that it is in.
func restraints(u *effect.RootAccess) int {
	n := 2 * u.Sync.NumLocks()
	for _, m := range u.Sync {
		if m.Kind == state.OnceBody {
			n++
		}
	}
	return n
}
