package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// givenAway lists the changes of maps that a function has given away: by the giver, which
// keeps the map, by the goroutine of its object, and by a receiver that is not the only one.
//
// Assumes: a receiver of which nothing is known reads the map.
//
// False negative: a receiver in this package that passes the map on.
func givenAway(gifts []effect.Gift, vs *guard.Variables) []effect.FrozenWrite {
	var out []effect.FrozenWrite
	seen := map[string]bool{}
	for i := range gifts {
		g := &gifts[i]
		add := func(a *effect.Access, at string) {
			if key := at + " " + a.Func; !seen[key] {
				seen[key] = true
				out = append(out, effect.FrozenWrite{Write: *a, Source: g.How, AfterPublication: true, From: g.Pos.At(), At: a.Pos.At()})
			}
		}
		meets := false
		for k := range g.Ours {
			a := &g.Ours[k]
			if !meetsReceiver(g, a) {
				continue
			}
			meets = true
			if a.Op.Changes() {
				add(a, a.Field+a.Place.Name+a.Place.Path)
			}
		}
		if g.Kept && g.How == "send" {
			for _, u := range vs.Maps.Of[g.Key()] {
				ofObject := u.Root.Kind == effect.Goroutine && u.OnReceiver() && g.Place.Kind == place.Param
				if ofObject && u.Op.Changes() && !u.GuardOnly && u.Func != g.Func && meetsReceiver(g, &u.Access) {
					add(&u.Access, u.Field)
				}
			}
		}
		if g.Many || meets {
			for k := range g.Theirs {
				if a := &g.Theirs[k]; a.Op.Changes() && a.Sync.NumLocks() == 0 && !a.Elsewhere() {
					add(a, a.Field)
				}
			}
		}
	}
	return out
}

// meetsReceiver reports whether an access of the giver conflicts with what the receivers do
// to the map, and no lock keeps them apart.
//
// False negative: a giver that holds a lock, which package guard may know: see
// [guardedMap.leaked].
func meetsReceiver(g *effect.Gift, a *effect.Access) bool {
	if a.Elsewhere() || a.ExpectsLock || a.Sync.NumLocks() > 0 {
		return false
	}
	if g.Unknown {
		return a.Op.Changes()
	}
	return slices.ContainsFunc(g.Theirs, func(r effect.Access) bool { return a.Op.Changes() || r.Op.Changes() })
}
