package candidate

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
)

// HalfClones returns the findings of maps that an object shares with a clone of it, and
// that some function of the package changes in place: in the one and in the other.
func HalfClones(shared []effect.Access, vs *guard.Variables) []conflict.Finding {
	var out []conflict.Finding
	for _, a := range shared {
		v := &guard.Variable{Uses: vs.Maps.Of[a.Key()]}
		var found []conflict.Finding
		for _, u := range v.Uses {
			changesHere := u.Op.Changes() && !u.Elsewhere() && u.Root.Kind != effect.Main
			if changesHere && u.Func != a.Func && samePart(&a, u) && !lentLock(u) {
				found = append(found, conflict.Finding{
					Category: conflict.SharedCopy, Access: effect.ScopedAccess{Access: a}, Other: u.Scoped(),
					Evidence: conflict.HalfCloned.Evidence(),
					Doubts:   doubt.ByName(v, u) | doubt.If(doubt.Decodes(u), doubt.DecodesByName),
					Location: conflict.Location{At: a.Pos.At()},
				})
			}
		}
		if len(found) > 0 {
			out = append(out, conflict.MostCertain(found))
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
