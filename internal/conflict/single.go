package conflict

import "github.com/mapconcur/mapconcur/internal/summary"

// Single returns the findings that need no second goroutine: insertions into
// maps while they are ranged over, and where the package relies on the runtime's
// layout of maps.
func Single(mutations []summary.Mutation, internals []summary.Internal) []Finding {
	var out []Finding
	for _, m := range mutations {
		f := Finding{
			Category: RangeMutate, Confidence: Likely, At: m.At,
			Access: summary.Item{Access: m.Insert}, Other: summary.Item{Access: m.Range},
		}
		f.Indirect = m.At != m.Insert.Pos.At()
		if m.Harmless {
			f.Confidence = Possible
		}
		out = append(out, f)
	}
	for i := range internals {
		out = append(out, Finding{
			Category: MapInternals, Confidence: Likely, At: internals[i].Pos, Internal: &internals[i], Self: true, Access: nowhere(), Other: nowhere(),
		})
	}
	return out
}

// nowhere is an access that there is not, for findings of fewer than two.
func nowhere() summary.Item { return summary.Item{Access: summary.Access{Site: new(summary.Site)}} }
