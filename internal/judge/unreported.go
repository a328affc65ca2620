package judge

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

// Reported returns the positions of accesses that should hold a lock, from the findings of a
// package that are wanted. Findings that only tests of the package show are left out.
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

// Unreported drops findings whose access is made by another package that reports it itself.
// The record is told of each.
//
// False negative: the package that makes the access is not among the packages that the user
// analyzes.
func Unreported(findings []conflict.Finding, rec *ledger.Record) []conflict.Finding {
	return slices.DeleteFunc(findings, func(f conflict.Finding) bool {
		hasGuard := len(f.Guards) > 0 // the guard is a lock of this package
		here := !f.Access.Reported && (f.Locked || !f.Other.Reported)
		if hasGuard || here {
			return false
		}
		silent := []ledger.Rule{"reported by the package that makes the access"}
		var t ledger.Tally
		t.Silent(silent)
		rec.Close(t, false)
		if rec.Explains() {
			rec.Explain(f, silent)
		}
		return true
	})
}
