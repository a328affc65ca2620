package conflict

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// HalfClones returns the findings of maps that an object shares with a clone of it, and
// that some function of the package changes in place: in the one and in the other.
func HalfClones(shared []effect.Access, vs *Variables) []Finding {
	var out []Finding
	for _, a := range shared {
		v := &variable{uses: vs.maps.of[a.Key()]}
		var found []Finding
		for _, u := range v.uses {
			if u.Op.Writes() && !u.Op.Replaces() && u.Pos.Text == "" && u.Func != a.Func && samePart(&a, u) && u.Root.Kind != effect.Main && !lentLock(u) {
				found = append(found, Finding{
					Category: SharedCopy, Confidence: Likely, At: a.Pos.At(), Cloned: true,
					Doubts: v.byName(u) | doubtIf(decodes(u), DecodesByName),
					Access: effect.ScopedAccess{Access: a}, Other: u.Scoped(),
				})
			}
		}
		if len(found) > 0 {
			out = append(out, mostCertain(found))
		}
	}
	return out
}

// samePart reports whether a use may be of the map that a clone shares: a struct that is
// part of another in two places has two such maps there. Only the way that both go by
// name is compared, the rest is that of the object which the one or the other begins at.
func samePart(a *effect.Access, u *effect.RootAccess) bool {
	x, y := a.Place.AnyKeys(), u.Place.AnyKeys()
	return strings.HasSuffix(x, y) || strings.HasSuffix(y, x)
}

// lentLock reports whether a use holds a lock behind a pointer, which object and clone
// may share with the map.
func lentLock(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool { return m.Place.Wild })
}
