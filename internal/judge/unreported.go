package judge

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// Reported returns the positions of the accesses that a package reports, of the
// findings that are wanted: those that ought to hold a lock. What only tests of the
// package show does not count.
func Reported(findings []conflict.Finding, wanted func(conflict.Finding) bool) map[effect.Pos]bool {
	out := map[effect.Pos]bool{}
	for _, f := range findings {
		if f.ByTest || f.Internal != nil || !wanted(f) {
			continue
		}
		out[f.Access.Pos] = true
		for _, it := range f.Racing {
			if it.Sync.NumLocks() == 0 {
				out[it.Pos] = true
			}
		}
	}
	return out
}

// Unreported returns the findings without those of accesses that another package makes
// and reports itself. The record is told of them.
//
// False negative: the package that makes the access is not among those that the user
// analyzes.
func Unreported(findings []conflict.Finding, rec *ledger.Record) []conflict.Finding {
	return slices.DeleteFunc(findings, func(f conflict.Finding) bool {
		hasGuard := len(f.Guards) > 0 // which is a lock of this package
		here := !f.Access.Reported && (f.Locked || !f.Other.Reported)
		if hasGuard || here {
			return false
		}
		rec.Silent(f.Access, f.Other, ledger.Verdict{First: "reported by the package that makes the access"})
		return true
	})
}
