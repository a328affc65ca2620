package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// PerObject returns the findings of maps that the goroutines of many objects
// change, each started for its own object.
func PerObject(accesses []effect.PerObjectAccess) []conflict.Finding {
	var out []conflict.Finding
	for _, a := range accesses {
		it := effect.ScopedAccess{Access: a.Access, Spawn: a.Thread}
		f := newFinding(conflict.LockPerObject, &it, &it)
		out = append(out, f)
	}
	return out
}
