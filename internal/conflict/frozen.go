package conflict

import "github.com/mapconcur/mapconcur/internal/summary"

// FrozenWrites returns the findings of maps that are changed in place where others
// have got them from an atomic variable, a sync.Map, a context or a database.
func FrozenWrites(writes []summary.FrozenWrite) []Finding {
	var out []Finding
	for i := range writes {
		w := &writes[i]
		if w.Test {
			continue
		}
		out = append(out, Finding{
			Category: FrozenWrite, Confidence: Likely, At: w.At, Indirect: w.At != w.Write.Pos.At(),
			Access: summary.Item{Access: w.Write}, Frozen: w, Self: true,
		})
	}
	return out
}
