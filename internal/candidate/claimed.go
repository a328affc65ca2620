package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// Claimed returns the findings of maps that a function changes for those of a copy
// of a struct, while they are the original's, one for each function. That goroutines
// share the original is not seen, but those who have it do not expect it to change.
func Claimed(vs *guard.Variables) []conflict.Finding {
	var out []conflict.Finding
	for _, k := range vs.Maps.Order {
		seen := map[string]bool{}
		for _, u := range vs.Maps.Of[k] {
			if claimed(u) && !seen[u.Func] {
				seen[u.Func] = true
				it := u.Scoped()
				out = append(out, onlyOne(conflict.SharedCopy, conflict.ClaimedByCopy, u.Pos.At(), it))
			}
		}
	}
	return out
}

// claimed reports whether a use changes the map of a struct that others have, while
// its author takes it for that of a copy alone.
func claimed(u *effect.RootAccess) bool {
	return u.TreatedAsOwn && changesBare(u) && (u.Place.Kind != place.Value || u.MaybeShared)
}
