package conflict

import (
	"github.com/mapconcur/mapconcur/internal/effect"
)

// PerObject returns the findings of maps that the goroutines of many objects
// change, each started for its own object.
func PerObject(accesses []effect.PerObject) []Finding {
	var out []Finding
	for _, a := range accesses {
		it := effect.ScopedAccess{Access: a.Access, Spawn: a.Thread}
		f := finding(&it, &it, true)
		f.Confidence = max(f.Confidence, Likely)
		out = append(out, f)
	}
	return out
}
