package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"
)

// rounds returns how often the functions of a component are summarised. What a
// cycle does is known after three rounds, or is left out. In a large component
// most callees come before their callers and most summaries are full after the
// first round; there the third costs as much as all else and was not seen to
// change a finding.
func (e *Package) rounds(scc []*ssa.Function) int {
	switch {
	case len(scc) > 32:
		return 2
	case len(scc) > 1 || slices.Contains(e.Callees(scc[0]), scc[0]):
		return 3
	}
	return 1
}
