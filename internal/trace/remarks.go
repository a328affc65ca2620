package trace

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// RemarksOn returns what the source says about what the function does at a position.
func (t *Trace) RemarksOn(pos token.Pos) effect.Remarks {
	if t.Pkg.SaysNoLock(pos) {
		return t.remarks | effect.SaysSafe
	}
	return t.remarks
}

// irrelevant reports whether an access of a callee does not matter for the function, which
// is a test.
func irrelevant(c *calleeCall, a *effect.Access) bool {
	if c.t.relevantVars == nil || c.binding.Value(a.Place) != nil {
		return false
	}
	for _, name := range a.Names() {
		if name != "" && c.t.relevantVars[name] {
			return false
		}
	}
	return c.isForeign() || !c.t.Pkg.InTest(a.Pos.At())
}
