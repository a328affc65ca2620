package program

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// LimitReached notes that a bound was reached.
func (e *Program) LimitReached(fn *ssa.Function, what string) {
	e.cuts[effect.ReachedLimit{Pos: fn.Pos(), Func: fn.Name(), What: what}] = true
}

// Cuts lists the bounds that the analysis of the package has reached, which count
// work and not time: they are the same on every run.
func (e *Program) Cuts() []effect.ReachedLimit {
	out := make([]effect.ReachedLimit, 0, len(e.cuts))
	for c := range e.cuts {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b effect.ReachedLimit) int {
		return cmp.Or(e.Compare(a.Pos, b.Pos), cmp.Compare(a.Func, b.Func), cmp.Compare(a.What, b.What))
	})
	return out
}
