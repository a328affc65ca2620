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
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// OutlivesHandler reports whether an access is made to a map of the request that the function
// serves, by a goroutine that nobody waits for: the caller of the handler, such as the server
// or what logs requests, goes on to use that map. A function that sends a request gives the
// request away. Therefore the function, or one around it, must also have the response to
// write.
func OutlivesHandler(f *order.Flow, ev *trace.Event, a *effect.Access) bool {
	if a.Thread == 0 || !isRequestMap(a.Place) || !servesRequest(f.Fn) {
		return false
	}
	return !slices.ContainsFunc(a.Sync, signalsOutside) && !ev.Threads[a.Thread-1].Posted && f.Live(ev, a).Outlives
}

// isRequestMap reports whether a place is a field of an http.Request.
func isRequestMap(p place.Place) bool {
	return strings.HasPrefix(p.Owner, "net/http.Request.") && p.Len() == 1
}

// signalsOutside reports whether m is a signal that a function around this one may wait for.
func signalsOutside(m *state.SyncFact) bool {
	return m.Kind == state.Before && m.Place.Open().Path == "" && (m.Place.Kind == place.FreeVar || m.Place.Kind == place.Param)
}

// servesRequest reports whether fn, or a function around it, is given a request together with
// the means to answer it.
func servesRequest(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if known.Serves(fn.Signature) {
			return true
		}
	}
	return false
}

// OfRequest reports whether the object at p belongs to one execution of the function, or of
// one around it, under a contract: it is made, or given, for one request alone.
func OfRequest(f *order.Flow, p place.Place) bool {
	fn := f.Fn
	switch p.Kind {
	case place.Local, place.Value:
	case place.Param:
		if p.Index == 0 && fn.Signature.Recv() != nil {
			return false
		}
	case place.FreeVar:
		if fn = ssaq.DeclaringFunction(fn, p.Index); fn == nil {
			return false
		}
	default:
		return false
	}
	return perRequest(f.Pkg, fn, nil)
}

// perRequest reports whether a function is executed anew for each request: it, or one around
// it, has the type of a handler or is given a request, or only such functions call it. The
// callers given are those that led here; one of them is fn if the calls are recursive.
func perRequest(fs *order.Flows, fn *ssa.Function, callers []*ssa.Function) bool {
	for g := fn; g != nil; g = g.Parent() {
		if fs.EntryName(g) != "" || known.Contract(g.Signature) != "" || typeq.HasRequestParam(g.Signature) {
			return true
		}
	}
	hasUnknownCallers := fs.AddressTaken[fn] || fn.Parent() == nil && ast.IsExported(fn.Name())
	if hasUnknownCallers || slices.Contains(callers, fn) {
		return false
	}
	sites, callers := fs.Sites[fn], append(callers, fn)
	return len(sites) > 0 && !slices.ContainsFunc(sites, func(s trace.CallSite) bool { return !perRequest(fs, s.Caller, callers) })
}
