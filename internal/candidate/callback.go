package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Callbacks yields a group for each write by a function that unknown code probably calls on several
// goroutines at once.
func Callbacks(writes []effect.CallbackWrite) Groups {
	return func(yield func(Group) bool) {
		for _, w := range writes {
			it := &effect.ScopedAccess{Access: w.Access, Spawn: w.Thread}
			if !yield(one(conflict.InPattern(conflict.SyncedCallback, it, it, nil), newFinding)) {
				return
			}
		}
	}
}
