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

// tally counts the accesses that hold one lock.
type tally struct {
	candidate
	way    string                           // the path from the lock's owner to the map
	at     map[token.Pos]*effect.RootAccess // the accesses
	held   map[token.Pos]int                // on how many call paths each of them holds the lock
	inner  map[token.Pos]token.Pos          // the access, by the position in the function that makes it
	funcs  map[string]bool                  // the functions that contain them
	writes int
	// renewals are assignments of a new map under the lock, held for writing. They are
	// evidence of a guard if another access holds the lock too.
	renewals map[token.Pos]*effect.RootAccess
}

// weight orders candidates. A write counts twice.
func (t *tally) weight() int { return len(t.at) + t.writes }

// count adds an access to the tallies of the locks that it holds.
func count(locks map[candidate]*tally, u *effect.RootAccess) {
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
		t := locks[c]
		if t == nil {
			t = newTally(c, way)
			locks[c] = t
		}
		if u.Op != state.OpReplace {
			t.funcs[u.Declared()] = true
			t.add(u)
		} else if m.Kind == state.Write {
			t.renewals[u.Pos.At()] = u
		}
	}
}

func newTally(c candidate, way string) *tally {
	return &tally{candidate: c, way: way, at: map[token.Pos]*effect.RootAccess{}, held: map[token.Pos]int{}, inner: map[token.Pos]token.Pos{}, funcs: map[string]bool{}, renewals: map[token.Pos]*effect.RootAccess{}}
}

// accessed counts the accesses that hold the lock. A call that passes the map to one of
// several functions counts once for each position at which they access the map.
func (t *tally) accessed() int {
	n := 0
	for _, pos := range t.inner {
		if t.at[pos] != nil {
			n++
		}
	}
	return n
}

// accesses lists the accesses that hold the lock, in the order of the source.
func (t *tally) accesses() []*effect.RootAccess {
	return slices.SortedFunc(maps.Values(t.at), func(a, b *effect.RootAccess) int {
		return cmp.Compare(a.Order, b.Order)
	})
}

// add counts an access that holds the lock. One access represents all accesses at its
// position: the write of "m[k]++" rather than the read, then the access with the fewest
// locks, which is the best evidence for this one lock.
func (t *tally) add(u *effect.RootAccess) {
	pos := u.Pos.At()
	t.held[pos]++
	t.inner[u.Inner()] = pos
	old := t.at[pos]
	if u.Op.Writes() && (old == nil || !old.Op.Writes()) {
		t.writes++
		t.at[pos] = u
		return
	}
	if old == nil || old.Op.Writes() == u.Op.Writes() && restraints(u) < restraints(old) {
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
