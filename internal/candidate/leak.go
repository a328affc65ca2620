package candidate

import (
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// leaked yields a group for each function that returns a guarded map itself: its callers use
// the map without the guard while other functions change it in place. A map that is never
// changed in place, only replaced as a whole (copy on write), may be returned.
//
// False negative: a function returns an element that contains the map, and no access to such
// a map without a lock is seen.
func (v guardedMap) leaked(leaks []*effect.RootAccess) Groups {
	return func(yield func(Group) bool) {
		write := v.GuardedWrite()
		if write == nil {
			return
		}
		seen := map[token.Pos]bool{}
		for _, l := range leaks {
			m, ok := guard.HeldAs(l, v.Lock)
			if !ok && len(l.Sync) > 0 || seen[l.Via] || l.InElement && !v.elementUsedBare(l) {
				continue
			}
			if !ok {
				m, _ = guard.HeldAs(write, v.Lock)
			}
			seen[l.Via] = true
			g := one(conflict.ByRoots(conflict.ReturnedMap, l, write, v.Variable), func(p conflict.Pair) conflict.Finding { return v.leak(p, m) })
			if !yield(g) {
				return
			}
		}
	}
}

// leak makes the finding of a map that a function returns while it holds the lock m, or that
// m guards.
func (v guardedMap) leak(p conflict.Pair, m state.SyncFact) conflict.Finding {
	l := p.A.ByRoot
	lock, way := v.Nearby(&m)
	f := conflict.Finding{
		Category: conflict.LockLeak, Access: l.Scoped(), Other: p.B.ByRoot.Scoped(),
		Evidence: p.Kind.Evidence(),
		Locks:    conflict.Locks{Lock: m, Locked: true, Guards: v.Holders, Guard: lock, Way: way, HasGuard: true},
		Location: conflict.Location{At: l.Via},
	}
	f.Leak = l.Leak
	return f
}

// elementUsedBare reports whether the map of a returned element is one that the guard
// protects, and some access to such a map holds no lock.
func (v guardedMap) elementUsedBare(l *effect.RootAccess) bool {
	return strings.HasSuffix(l.Place.AnyKeys(), v.Way) && slices.ContainsFunc(v.Uses, usedBare)
}

// usedBare reports whether an access to a map of an object that others may have holds no
// lock.
func usedBare(u *effect.RootAccess) bool {
	return u.Op != state.OpReplace && !u.Fresh && u.Place.Kind != place.Local && u.Sync.NumLocks() == 0
}
