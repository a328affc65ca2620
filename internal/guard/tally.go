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

// candidate is a lock that may be the guard. What it guards in an element of a
// collection it may not guard in that of another: from is the way to the map if it
// leads through one.
type candidate struct {
	key  Key
	from string
}

// tally counts what holds one lock.
type tally struct {
	candidate
	way    string                           // from the lock's owner to the map
	at     map[token.Pos]*effect.RootAccess // the accesses
	held   map[token.Pos]int                // how often each of them is reached with the lock held
	inner  map[token.Pos]token.Pos          // where they are made, also by functions that are given the map: to the access
	funcs  map[string]bool                  // the functions that contain them
	writes int
	// renewals are assignments of a new map under the lock, held for writing. They
	// say that the lock is there for the map, if another access holds it too.
	renewals map[token.Pos]*effect.RootAccess
}

// weight orders candidates: writes weigh double.
func (t *tally) weight() int { return len(t.at) + t.writes }

// count adds a use to the tallies of the locks that it holds.
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

// accessed counts the accesses that hold the lock. A call that gives the map to one of
// several functions is one for each place where they access it.
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

// add counts a use that holds the lock. One stands for all of its position:
// the write of "m[k]++" rather than the read, then the one with the fewest
// locks, which says most about what this one lock is for.
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

// restraints counts what keeps a use apart from others: the locks that it holds, and
// what is done once.
func restraints(u *effect.RootAccess) int {
	n := 2 * u.Sync.NumLocks()
	for _, m := range u.Sync {
		if m.Kind == state.OnceBody {
			n++
		}
	}
	return n
}
