package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// RangeInsertions yields a group for each insertion into a map while the same goroutine
// ranges over it.
func RangeInsertions(insertions []effect.RangeInsertion) Groups {
	return func(yield func(Group) bool) {
		for _, m := range insertions {
			insert, loop := &effect.ScopedAccess{Access: m.Insert}, &effect.ScopedAccess{Access: m.Range}
			g := one(conflict.InPattern(conflict.SingleGoroutine, insert, loop, nil), func(p conflict.Pair) conflict.Finding {
				f := conflict.Finding{
					Category: conflict.RangeMutate,
					Access:   *insert, Other: *loop,
					Evidence: p.Kind.Evidence(),
					Location: conflict.Location{At: m.At, Indirect: m.At != m.Insert.Pos.At()},
				}
				if m.Harmless {
					f.Confidence = conflict.Possible
				}
				return f
			})
			if !yield(g) {
				return
			}
		}
	}
}

// RuntimeInternals yields a group for each place that relies on the runtime's layout of
// maps.
func RuntimeInternals(internals []effect.RuntimeInternal) Groups {
	return func(yield func(Group) bool) {
		for i := range internals {
			it := nowhere()
			g := one(conflict.InPattern(conflict.SingleGoroutine, it, it, nil), func(p conflict.Pair) conflict.Finding {
				f := onlyOne(conflict.MapInternals, p.Kind, internals[i].Pos, *it)
				f.Internal = &internals[i]
				return f
			})
			if !yield(g) {
				return
			}
		}
	}
}
