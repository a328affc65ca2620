package summary

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// outlivesHandler reports whether an access is made to a map of the request that
// the function serves, on a goroutine that nobody waits for: whoever called the
// handler, the server and what logs or counts requests, goes on using that map.
// Who sends a request gives it away; hence the function, or one around it, must
// have the response to write too.
func (b *builder) outlivesHandler(ev *event, a *Access) bool {
	if a.Thread == 0 || !strings.HasPrefix(a.Place.Owner, "net/http.Request.") || a.Place.Len() != 1 || !servesRequest(b.fn) {
		return false
	}
	signals := slices.ContainsFunc(a.Marks, func(m *state.Mark) bool { // for which a function around this one may wait
		return m.Mode == state.Before && m.Place.Open().Path == "" && (m.Place.Kind == place.FreeVar || m.Place.Kind == place.Param)
	})
	return !signals && !ev.threads[a.Thread-1].Posted && b.live(ev, a).exit
}

// servesRequest reports whether fn or a function around it is given a request
// together with the means to answer it.
func servesRequest(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if known.Serves(fn.Signature) {
			return true
		}
	}
	return false
}
