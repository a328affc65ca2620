package guard

import (
	"go/token"
	"math"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The numbers of the statistic. Cross-validation by repository (testdata/rank: for each, the
// numbers that do best on all others) finds several that are equally good, within one finding
// of 42 bugs and 8 false alarms: these, a chance of 0.2 with a rank of 1.3, one of 0.5 with a
// rank of 0. Of these, the packages of testdata/src decide, where many functions forget a lock
// that all writers hold. A rank of 1.0 costs two bugs; one of 0.5 adds two findings that nobody
// has read. The weight of comments makes no difference there.
const (
	chance    = 0.3 // the share of witnesses that hold a lock which is not the guard
	minRank   = 0.7 // of a guard
	changers  = 2   // the weight of a function that changes the map; one that reads it weighs 1
	commented = 4   // the weight of a comment that names the lock
)

// Evidence is what the functions that access a map say about one lock. A function is one
// witness, however often it accesses the map: its accesses were written with one idea of
// what guards the map. If only some of its accesses, or of the call paths to them, hold the
// lock, then it testifies for the lock with that share, and against it with the rest.
type Evidence struct {
	Lock         Key
	Way          string // the path from the object that has the lock to the map
	For, Against Witnesses
	Commented    bool // a comment names the lock
	Written      bool // an access with the lock changes the map, or replaces it for good
}

// Witnesses counts functions.
type Witnesses struct{ Readers, Changers float64 }

func (w Witnesses) weight() float64 { return w.Readers + changers*w.Changers }

func (w *Witnesses) add(share float64, changes bool) {
	if changes {
		w.Changers += share
	} else {
		w.Readers += share
	}
}

// Rank returns how far the share of witnesses for the lock is above chance, in standard
// deviations: the statistic z of Engler et al., "Bugs as Deviant Behavior" (SOSP 2001).
func (e *Evidence) Rank() float64 {
	held := e.For.weight()
	if e.Commented {
		held += commented
	}
	n := held + e.Against.weight()
	if n == 0 {
		return 0
	}
	return (held/n - chance) / math.Sqrt(chance*(1-chance)/n)
}

// Guards reports whether the lock is the guard.
func (e *Evidence) Guards() bool { return e.Written && e.Rank() >= minRank }

// witness is a function that accesses a map.
type witness struct {
	reached, held int // its accesses on all call paths, and those of them that hold the lock
	changes       bool
}

// witnessOf identifies the function that testifies by an access: the one that makes it, or
// that calls the method of another package which does.
func witnessOf(u *effect.RootAccess) any {
	if u.Elsewhere() {
		return u.Pos.At()
	}
	return u.Declared()
}

// testify hears the functions that access a map. A lock that all writers hold is as good as
// the guard itself for those that read.
//
// Assumes: a new map that is assigned without the lock belongs to an object that nobody else
// has yet. So no replacement of the map counts, with the lock or without.
func (t *tally) testify(uses []*effect.RootAccess, v *Variable) {
	called := map[token.Pos]bool{} // what is reached otherwise than as a callback
	for _, u := range uses {
		called[u.Pos.At()] = called[u.Pos.At()] || u.Root.Kind != effect.Callback
	}
	witnesses := map[any]*witness{}
	var order []*witness // the sums of floating-point numbers depend on it
	for _, u := range uses {
		heard := v.declared != nil && u.Elsewhere() || // by the package that declares the field
			u.Root.Kind == effect.Callback && called[u.Pos.At()] // by those who call the literal
		if heard || u.Op.Replaces() || initializes(u) || !t.concerns(u) {
			continue
		}
		w := witnesses[witnessOf(u)]
		if w == nil {
			w = &witness{}
			witnesses[witnessOf(u)], order = w, append(order, w)
		}
		w.reached++
		w.changes = w.changes || u.Op.Changes()
		if m, ok := HeldAs(u, t.Lock); ok && m.Must || v.holdsMember(u) {
			w.held++
		}
	}
	for _, w := range order {
		share := float64(w.held) / float64(w.reached)
		t.For.add(share, w.changes)
		t.Against.add(1-share, w.changes)
	}
	t.Written = t.Written || len(t.renewals) > 0 && !v.changedInPlace()
	t.Commented = v.commentNames(t.Lock)
	if d := v.declared; d != nil && Key(d.Lock) == t.Lock {
		t.For.Readers += float64(d.Locked)
		t.Against.Readers += float64(d.Unlocked)
	} else if d != nil {
		t.Against.Readers += float64(d.Locked + d.Unlocked)
	}
}

// initializes reports whether an access is in the body of a sync.Once, or runs once behind a
// flag. It does not say that the map is shared afterwards, whatever lock it holds.
func initializes(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync, func(m *state.SyncFact) bool { return m.Kind == state.OnceBody && m.Must })
}
