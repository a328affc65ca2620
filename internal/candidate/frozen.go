package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// FrozenWrites returns a finding for each map that is changed in place although other
// goroutines can get it from an atomic variable, a sync.Map, a context, a database or a
// request.
func FrozenWrites(writes []effect.FrozenWrite) []conflict.Finding {
	var out []conflict.Finding
	late := map[token.Pos]bool{} // reported for some thread: several may lead to one write
	for i := range writes {
		w := &writes[i]
		if w.Thread != nil && late[w.At] {
			continue
		}
		late[w.At] = late[w.At] || w.Thread != nil
		f := onlyOne(conflict.FrozenWrite, conflict.PublishedMap, w.At, effect.ScopedAccess{Access: w.Write})
		f.Other, f.Frozen, f.Indirect = nowhere(), w, w.At != w.Write.Pos.At()
		out = append(out, f)
	}
	return out
}
