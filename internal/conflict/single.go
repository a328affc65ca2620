package conflict

import "github.com/mapconcur/mapconcur/internal/summary"

// Single returns the findings that need no second goroutine: where the package
// relies on the runtime's layout of maps.
func Single(internals []summary.Internal) []Finding {
	var out []Finding
	for i := range internals {
		out = append(out, Finding{Category: MapInternals, Confidence: Likely, At: internals[i].Pos, Internal: &internals[i], Self: true})
	}
	return out
}
