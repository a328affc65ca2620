package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// PerObject returns a finding for each map that the goroutines of many objects change, where
// each object has its own goroutine and its own lock.
func PerObject(accesses []effect.PerObjectAccess) []conflict.Finding {
	var out []conflict.Finding
	for _, a := range accesses {
		it := effect.ScopedAccess{Access: a.Access, Spawn: a.Thread}
		f := newFinding(conflict.LockPerObject, &it, &it)
		out = append(out, f)
	}
	return out
}
