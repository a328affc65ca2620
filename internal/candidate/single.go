package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// Single returns the findings that need no second goroutine: insertions into a map while the
// same goroutine ranges over it, and code that relies on the runtime's layout of maps.
func Single(mutations []effect.RangeInsertion, internals []effect.RuntimeInternal) []conflict.Finding {
	var out []conflict.Finding
	for _, m := range mutations {
		f := conflict.Finding{
			Category: conflict.RangeMutate,
			Access:   effect.ScopedAccess{Access: m.Insert}, Other: effect.ScopedAccess{Access: m.Range},
			Evidence: conflict.SingleGoroutine.Evidence(),
			Location: conflict.Location{At: m.At, Indirect: m.At != m.Insert.Pos.At()},
		}
		if m.Harmless {
			f.Confidence = conflict.Possible
		}
		out = append(out, f)
	}
	for i := range internals {
		f := onlyOne(conflict.MapInternals, conflict.SingleGoroutine, internals[i].Pos, nowhere())
		f.Internal = &internals[i]
		out = append(out, f)
	}
	return out
}

// nowhere returns an empty access, for findings that have fewer than two accesses.
func nowhere() effect.ScopedAccess {
	return effect.ScopedAccess{Access: effect.Access{Site: new(effect.Site)}}
}
