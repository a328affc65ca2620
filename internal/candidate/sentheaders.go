package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// SentHeaders returns a finding for each change of an http.Header map that all requests of
// an object share.
func SentHeaders(changes []effect.Access) []conflict.Finding {
	var out []conflict.Finding
	seen := map[token.Pos]bool{}
	for _, a := range changes {
		if !seen[a.Pos.At()] {
			seen[a.Pos.At()] = true
			it := effect.ScopedAccess{Access: a}
			out = append(out, onlyOne(conflict.SharedCopy, conflict.HeadersSent, a.Pos.At(), it))
		}
	}
	return out
}
