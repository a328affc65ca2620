package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// PerObject yields a group for each map that the goroutines of many objects change, where
// each object has its own goroutine and its own lock.
func PerObject(accesses []effect.PerObjectAccess) Groups {
	return func(yield func(Group) bool) {
		for _, a := range accesses {
			it := &effect.ScopedAccess{Access: a.Access, Spawn: a.Thread}
			if !yield(one(conflict.InPattern(conflict.LockPerObject, it, it, nil), newFinding)) {
				return
			}
		}
	}
}
