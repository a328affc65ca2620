package candidate

import (
	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// SentHeaders yields a group for each change of an http.Header map that all requests of an
// object share.
func SentHeaders(changes []effect.Access) Groups {
	return func(yield func(Group) bool) {
		for _, a := range changes {
			it := &effect.ScopedAccess{Access: a}
			if !yield(lone(conflict.SharedCopy, conflict.HeadersSent, a.Pos.At(), it)) {
				return
			}
		}
	}
}
