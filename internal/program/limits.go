package program

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// limits is the set of limits that the analysis of a package has reached.
type limits map[effect.ReachedLimit]bool

// LimitReached records that the analysis of a function has reached a limit.
func (p *Program) LimitReached(fn *ssa.Function, what string) {
	p.limits[effect.ReachedLimit{Pos: fn.Pos(), Func: fn.Name(), What: what}] = true
}

// Cuts lists the limits that the analysis of the package has reached, in source order.
// Limits count work rather than time: they are the same on every run.
func (p *Program) Cuts() []effect.ReachedLimit {
	out := make([]effect.ReachedLimit, 0, len(p.limits))
	for c := range p.limits {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b effect.ReachedLimit) int {
		return cmp.Or(p.Compare(a.Pos, b.Pos), cmp.Compare(a.Func, b.Func), cmp.Compare(a.What, b.What))
	})
	return out
}
