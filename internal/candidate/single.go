package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Single returns the findings that need no second goroutine: insertions into
// maps while they are ranged over, and where the package relies on the runtime's
// layout of maps.
func Single(mutations []effect.Mutation, internals []effect.Internal) []conflict.Finding {
	var out []conflict.Finding
	for _, m := range mutations {
		f := conflict.Finding{
			Category: conflict.RangeMutate, Confidence: conflict.Likely, At: m.At,
			Access: effect.ScopedAccess{Access: m.Insert}, Other: effect.ScopedAccess{Access: m.Range},
		}
		f.Indirect = m.At != m.Insert.Pos.At()
		if m.Harmless {
			f.Confidence = conflict.Possible
		}
		out = append(out, f)
	}
	for i := range internals {
		out = append(out, conflict.Finding{
			Category: conflict.MapInternals, Confidence: conflict.Likely, At: internals[i].Pos, Internal: &internals[i], Self: true, Access: nowhere(), Other: nowhere(),
		})
	}
	return out
}

// nowhere is an access that there is not, for findings of fewer than two.
func nowhere() effect.ScopedAccess {
	return effect.ScopedAccess{Access: effect.Access{Site: new(effect.Site)}}
}
