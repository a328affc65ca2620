package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// LostUpdates returns the findings of stores that overwrite what other goroutines may have
// stored since the look-up on which they depend. If only one goroutine changes the map,
// nothing is lost.
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

// oneWriter reports whether all uses that change a map are made by the one goroutine
// that its object has had since it was made.
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
