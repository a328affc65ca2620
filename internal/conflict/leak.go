package conflict

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// leaked returns the findings of a guarded map that leaves its critical
// section: a function returns the map itself, and callers will use it without
// the guard while others change it in place. A map that is only ever replaced
// as a whole may leave (copy on write).
func (v *variable) leaked(leaks []*summary.Use) []Finding {
	var out []Finding
	var write *summary.Use
	for _, w := range v.at {
		if w.Op.Writes() && w.Op != state.OpReplace {
			write = w
			break
		}
	}
	if write == nil {
		return nil
	}
	seen := map[token.Pos]bool{}
	for _, l := range leaks {
		m, ok := holds(l, v.guard)
		if !ok && len(l.Marks) > 0 || l.Test || seen[l.Via] {
			continue
		}
		if !ok {
			m, _ = holds(write, v.guard)
		}
		seen[l.Via] = true
		guard, way := v.nearby(&m)
		out = append(out, Finding{
			Category: LockLeak, Confidence: Likely, At: l.Via,
			Access: summary.Item{Access: l.Access}, Other: summary.Item{Access: write.Access},
			Lock: m, Locked: true, Guards: v.at, Copied: l.Copied,
			Guard: guard, Way: way, HasGuard: true,
		})
	}
	return out
}
