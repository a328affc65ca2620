package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// LostUpdates returns a finding for each store that depends on an earlier look-up and may
// overwrite what another goroutine has stored since. It skips a map that only one goroutine
// changes.
func LostUpdates(updates []effect.LostUpdate, vs *guard.Variables) []conflict.Finding {
	var out []conflict.Finding
	for _, u := range updates {
		if oneWriter(vs.Maps.Of[u.Store.Key()]) {
			continue
		}
		f := conflict.Finding{
			Category: conflict.LostUpdate,
			Access:   effect.ScopedAccess{Access: u.Store}, Other: effect.ScopedAccess{Access: u.Look},
			Evidence: conflict.LostSince.Evidence(),
			Locks:    conflict.Locks{Lock: u.Lock, Locked: u.Lock.Place.Known()},
			Location: conflict.Location{At: u.Store.Pos.At()},
		}
		f.Computed = u.Computed
		out = append(out, f)
	}
	return out
}

// oneWriter reports whether one goroutine makes all changes of a map: the goroutine that the
// constructor of the map's object starts.
func oneWriter(uses []*effect.RootAccess) bool {
	var first *effect.RootAccess
	for _, u := range uses {
		if !u.Op.Writes() || u.Op == state.OpReplace {
			continue
		}
		if first == nil {
			first = u
		}
		if !u.ByConstructor || !veto.SameThread(first, u) {
			return false
		}
	}
	return first != nil
}
