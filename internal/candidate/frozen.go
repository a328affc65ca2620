package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// FrozenWrites returns the findings of maps that are changed in place where others
// have got them from an atomic variable, a sync.Map, a context, a database or a
// request.
func FrozenWrites(writes []effect.FrozenWrite) []conflict.Finding {
	var out []conflict.Finding
	late := map[token.Pos]bool{} // what several handlers lead to
	for i := range writes {
		w := &writes[i]
		if w.Thread != nil && late[w.At] {
			continue
		}
		late[w.At] = late[w.At] || w.Thread != nil
		out = append(out, conflict.Finding{
			Category: conflict.FrozenWrite, Confidence: conflict.Likely, At: w.At, Indirect: w.At != w.Write.Pos.At(),
			Access: effect.ScopedAccess{Access: w.Write}, Other: nowhere(), Frozen: w, Self: true,
		})
	}
	return out
}
