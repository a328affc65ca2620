package trace

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
)

// RemarksOn returns the remarks on what the function does at a position.
func (b *Trace) RemarksOn(pos token.Pos) effect.Remarks {
	if b.Pkg.SaidSafe(pos) {
		return b.says | effect.SaysSafe
	}
	return b.says
}

// leaves reports whether the builder's function, one of a test, leaves out an
// access of a callee.
func leaves(b *Trace, a *effect.Access, foreign bool, bd heap.Binding) bool {
	if b.relevantVars == nil || bd.Value(a.Place) != nil {
		return false
	}
	for _, name := range a.Names() {
		if name != "" && b.relevantVars[name] {
			return false
		}
	}
	return foreign || !b.Pkg.InTest(a.Pos.At())
}
