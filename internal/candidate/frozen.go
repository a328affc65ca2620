package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// FrozenWrites yields a group for each map that is changed in place although other
// goroutines can get it from an atomic variable, a sync.Map, a context, a database or a
// request.
func FrozenWrites(writes []effect.FrozenWrite) Groups {
	return func(yield func(Group) bool) {
		late := map[token.Pos]bool{} // yielded for some thread: several may lead to one write
		for i := range writes {
			w := &writes[i]
			if w.Thread != nil && late[w.At] {
				continue
			}
			late[w.At] = late[w.At] || w.Thread != nil
			it := &effect.ScopedAccess{Access: w.Write}
			g := one(conflict.InPattern(conflict.PublishedMap, it, it, nil), func(p conflict.Pair) conflict.Finding {
				f := onlyOne(conflict.FrozenWrite, p.Kind, w.At, *it)
				f.Other, f.Frozen, f.Indirect = *nowhere(), w, w.At != w.Write.Pos.At()
				return f
			})
			if !yield(g) {
				return
			}
		}
	}
}

// nowhere returns an empty access, for findings that have fewer than two accesses.
func nowhere() *effect.ScopedAccess {
	return &effect.ScopedAccess{Access: effect.Access{Site: new(effect.Site)}}
}
