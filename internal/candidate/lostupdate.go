package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// LostUpdates yields a group for each store that depends on an earlier look-up and may
// overwrite what another goroutine has stored since.
func LostUpdates(updates []effect.LostUpdate, vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, u := range updates {
			store, look := &effect.ScopedAccess{Access: u.Store}, &effect.ScopedAccess{Access: u.Look}
			v := &guard.Variable{Uses: vs.Maps.Of[u.Store.Key()]}
			g := one(conflict.InPattern(conflict.LostSince, store, look, v), func(p conflict.Pair) conflict.Finding {
				f := conflict.Finding{
					Category: conflict.LostUpdate,
					Access:   *store, Other: *look,
					Evidence: p.Kind.Evidence(),
					Locks:    conflict.Locks{Lock: u.Lock, Locked: u.Lock.Place.Known()},
					Location: conflict.Location{At: u.Store.Pos.At()},
				}
				f.Computed = u.Computed
				return f
			})
			if !yield(g) {
				return
			}
		}
	}
}
