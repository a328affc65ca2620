package conflict

import (
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// leaked returns the findings of a guarded map that leaves its critical
// section: a function returns the map itself, and callers will use it without
// the guard while others change it in place. A map that is only ever replaced
// as a whole may leave (copy on write).
//
// A map that leaves with the element of a collection that has it is none of the
// caller's business as long as nobody is seen to use such a map without a lock.
func (v guardedMap) leaked(leaks []*effect.RootAccess) []Finding {
	var out []Finding
	write := v.guardedWrite()
	if write == nil {
		return nil
	}
	seen := map[token.Pos]bool{}
	for _, l := range leaks {
		m, ok := holds(l, v.guard)
		if !ok && len(l.Sync) > 0 || seen[l.Via] {
			continue
		}
		if l.Within && !(strings.HasSuffix(l.Place.AnyKeys(), v.way) && slices.ContainsFunc(v.uses, usedBare)) {
			continue
		}
		if !ok {
			m, _ = holds(write, v.guard)
		}
		seen[l.Via] = true
		guard, way := v.nearby(&m)
		out = append(out, Finding{
			Category: LockLeak, Confidence: Likely, At: l.Via,
			Access: l.Scoped(), Other: write.Scoped(),
			Lock: m, Locked: true, Guards: v.at, Copied: l.Copied, Within: l.Within, Lazy: l.Lazy,
			Guard: guard, Way: way, HasGuard: true,
		})
	}
	return out
}

// guardedWrite returns a change in place that holds the guard, nil if there is none.
func (v *variable) guardedWrite() *effect.RootAccess {
	for _, w := range v.at {
		if w.Op.Writes() && w.Op != state.OpReplace {
			return w
		}
	}
	return nil
}

// usedBare reports whether a use of a map, of an object that others may have, holds
// no lock at all.
func usedBare(u *effect.RootAccess) bool {
	return u.Op != state.OpReplace && !u.Fresh && u.Place.Kind != place.Local && u.Sync.NumLocks() == 0
}

// directly returns those of some maps that are let out that do not leave with an
// element of a collection, by which nobody says that they have a guard.
func directly(leaks []*effect.RootAccess) []*effect.RootAccess {
	return slices.DeleteFunc(slices.Clone(leaks), func(l *effect.RootAccess) bool { return l.Within })
}
