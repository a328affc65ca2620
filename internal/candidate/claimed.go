package candidate

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// Claimed yields a group for each function that changes a map through a copy of a struct,
// without a lock, and treats the map as the copy's own, although the original has the same
// map.
//
// Assumes: goroutines may share the original. None is seen to, but code that has the
// original does not expect its map to change.
func Claimed(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			seen := map[string]bool{}
			for _, u := range vs.Maps.Of[k] {
				if !claimed(u, vs.Maps.Of[k]) || seen[u.Func] {
					continue
				}
				seen[u.Func] = true
				it := u.Scoped()
				if !yield(lone(conflict.SharedCopy, conflict.ClaimedByCopy, u.Pos.At(), &it)) {
					return
				}
			}
		}
	}
}

// claimed reports whether an access changes the map of a struct that others have, while its
// function treats the map as the copy's own. A lock does not help if others read the map
// without it.
func claimed(u *effect.RootAccess, uses []*effect.RootAccess) bool {
	if !u.TreatedAsOwn || u.Place.Kind == place.Value && !u.MaybeShared {
		return false
	}
	if changesBare(u) {
		return true
	}
	return u.Root.OnValue && changesHere(u) && !u.GuardOnly && !u.ExpectsLock && slices.ContainsFunc(uses, func(w *effect.RootAccess) bool {
		return w.Func != u.Func && anytime(w.Root) && withoutLock(w) && !w.Op.Writes()
	})
}
