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

// HalfClones returns a finding for each map that an object shares with its clone and that
// some function of the package changes in place: the change through one object is visible
// through the other.
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

// samePart reports whether an access may be to the map that a clone shares. A struct type
// that is a part of another struct in two places has two such maps there, which their paths
// tell apart. The two accesses may begin at different objects, so only the common end of
// their paths is compared.
func samePart(a *effect.Access, u *effect.RootAccess) bool {
	x, y := a.Place.AnyKeys(), u.Place.AnyKeys()
	return strings.HasSuffix(x, y) || strings.HasSuffix(y, x)
}

// lentLock reports whether an access holds a lock that it reaches through a pointer. The
// object and its clone may share that lock, as they share the map.
func lentLock(u *effect.RootAccess) bool {
	return slices.ContainsFunc(u.Sync.Locks(), func(m *state.SyncFact) bool { return m.Place.Wild })
}
