package context

import (
	"go/ast"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/program"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// OutlivesHandler reports whether an access is made to a map of the request that
// the function serves, on a goroutine that nobody waits for: whoever called the
// handler, the server and what logs or counts requests, goes on using that map.
// Who sends a request gives it away; hence the function, or one around it, must
// have the response to write too.
func OutlivesHandler(b *order.Flow, ev *trace.Event, a *effect.Access) bool {
	if a.Thread == 0 || !strings.HasPrefix(a.Place.Owner, "net/http.Request.") || a.Place.Len() != 1 || !servesRequest(b.Fn) {
		return false
	}
	signals := slices.ContainsFunc(a.Sync, func(m *state.SyncFact) bool { // for which a function around this one may wait
		return m.Kind == state.Before && m.Place.Open().Path == "" && (m.Place.Kind == place.FreeVar || m.Place.Kind == place.Param)
	})
	return !signals && !ev.Threads[a.Thread-1].Posted && b.Live(ev, a).Exit
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

// OfRequest reports whether an object belongs to one execution of the function under
// a contract, or of one around it: it is made, or given, for one request alone.
func OfRequest(b *order.Flow, p place.Place) bool {
	fn := b.Fn
	switch p.Kind {
	case place.Local, place.Value:
	case place.Param:
		if p.Index == 0 && fn.Signature.Recv() != nil {
			return false
		}
	case place.FreeVar:
		if fn = ssaq.DefinedIn(fn, p.Index); fn == nil {
			return false
		}
	default:
		return false
	}
	return perRequest(b.Pkg, fn, nil)
}

// perRequest reports whether a function is executed anew for each request: it, or one
// around it, has the type of a handler or is given a request, or only such functions
// call it. Callers are those on the way here, which call each other.
func perRequest(e *order.Flows, fn *ssa.Function, callers []*ssa.Function) bool {
	for f := fn; f != nil; f = f.Parent() {
		if e.EntryName(f) != "" || known.Contract(f.Signature) != "" || program.GivenRequest(f.Signature) {
			return true
		}
	}
	sites := e.Sites[fn]
	if len(sites) == 0 || e.Taken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name()) || slices.Contains(callers, fn) {
		return false
	}
	callers = append(callers, fn)
	return !slices.ContainsFunc(sites, func(s trace.CallSite) bool { return !perRequest(e, s.Caller, callers) })
}
