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

// leaked returns a finding for each function that returns a guarded map itself: its callers
// use the map without the guard while other functions change it in place. A map that is
// never changed in place, only replaced as a whole (copy on write), may be returned.
//
// False negative: a function returns an element that contains the map, and no access to such
// a map without a lock is seen.
func (v guardedMap) leaked(leaks []*effect.RootAccess) []conflict.Finding {
	var out []conflict.Finding
	write := v.GuardedWrite()
	if write == nil {
		return nil
	}
	seen := map[token.Pos]bool{}
	for _, l := range leaks {
		m, ok := guard.HeldAs(l, v.Lock)
		if !ok && len(l.Sync) > 0 || seen[l.Via] {
			continue
		}
		if l.InElement && !(strings.HasSuffix(l.Place.AnyKeys(), v.Way) && slices.ContainsFunc(v.Uses, usedBare)) {
			continue
		}
		if !ok {
			m, _ = guard.HeldAs(write, v.Lock)
		}
		seen[l.Via] = true
		guard, way := v.Nearby(&m)
		f := conflict.Finding{
			Category: conflict.LockLeak, Access: l.Scoped(), Other: write.Scoped(),
			Evidence: conflict.GuardedMap.Evidence(),
			Locks:    conflict.Locks{Lock: m, Locked: true, Guards: v.Holders, Guard: guard, Way: way, HasGuard: true},
			Location: conflict.Location{At: l.Via},
		}
		f.Leak = l.Leak
		out = append(out, f)
	}
	return out
}

// usedBare reports whether an access to a map of an object that others may have holds no
// lock.
func usedBare(u *effect.RootAccess) bool {
	return u.Op != state.OpReplace && !u.Fresh && u.Place.Kind != place.Local && u.Sync.NumLocks() == 0
}
