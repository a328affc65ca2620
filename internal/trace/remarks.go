package trace

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
)

// RemarksOn returns the remarks on what the function does at a position.
func (t *Trace) RemarksOn(pos token.Pos) effect.Remarks {
	if t.Pkg.SaidSafe(pos) {
		return t.remarks | effect.SaysSafe
	}
	return t.remarks
}

// leaves reports whether the builder's function, one of a test, leaves out an
// access of a callee.
func irrelevant(t *Trace, a *effect.Access, foreign bool, bd heap.Binding) bool {
	if t.relevantVars == nil || bd.Value(a.Place) != nil {
		return false
	}
	for _, name := range a.Names() {
		if name != "" && t.relevantVars[name] {
			return false
		}
	}
	return foreign || !t.Pkg.InTest(a.Pos.At())
}
