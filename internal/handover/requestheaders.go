package handover

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// requestHeader is the field that holds the headers of a request.
const requestHeader = "net/http.Request.Header"

// requestedHeaders lists the headers that a method of an object, such as the client of an API,
// puts into each request it sends. The transport reads the headers of a request on its own
// goroutine, even after the response has arrived, while the next call or another goroutine
// writes to the same map.
//
// Assumes: an object that has an HTTP client or transport sends many requests.
//
// False negative: a method that writes to the headers without sending them, such as a
// setter that is called earlier, and one that holds a lock.
func requestedHeaders(f *order.Flow) []effect.Gift {
	root := context.RootOf(f.Pkg, f.Fn)
	if root == nil || root.Kind == effect.Main || !root.Method || !sendsRequests(f.Fn.Params[0].Type()) {
		return nil
	}
	var out []effect.Gift
	for ev := range f.AllEvents() {
		for _, a := range ev.Accesses {
			if ev.Live && ev.Kind == trace.EvAccess && changesSent(f, ev, &a) {
				out = append(out, effect.Gift{Access: a, How: "request", Kept: true, Unknown: true, Ours: []effect.Access{a}})
			}
		}
	}
	return out
}

// changesSent reports whether an access writes to headers of the receiver that the function
// or a callee puts into a request.
func changesSent(f *order.Flow, ev *trace.Event, a *effect.Access) bool {
	p := a.Place
	toMap := a.Op.Writes() && !a.Op.Replaces() && !a.MaybeReplaced
	ofReceiver := p.Kind == place.Param && p.Index == 0 && p.OnlyFields()
	if !toMap || !ofReceiver || a.Pos.Text != "" || a.ExpectsLock {
		return false
	}
	if a.Sync.NumLocks() > 0 || ev.Sync.NumLocks() > 0 || f.Pkg.EntryLocksets[f.Fn].NumLocks() > 0 {
		return false
	}
	if a.Field == requestHeader {
		return p.Owner != requestHeader
	}
	return slices.ContainsFunc(f.Events, func(evs []*trace.Event) bool {
		return slices.ContainsFunc(evs, func(ev *trace.Event) bool {
			return ev.Kind == trace.EvStore && slices.ContainsFunc(ev.Fields, func(f effect.Alias) bool { return f.From.Owner == requestHeader && heap.Key(f.To) == heap.Key(p) })
		})
	})
}

// sendsRequests reports whether the struct t, or the one that t points to, has a field with
// the method of an HTTP client or transport.
func sendsRequests(t types.Type) bool {
	return typeq.HasField(t, func(f *types.Var) bool {
		return takesRequest(f.Type(), "Do") || takesRequest(f.Type(), "RoundTrip")
	})
}

// takesRequest reports whether t has the method, with a request as its only parameter.
func takesRequest(t types.Type, method string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	params := fn.Signature().Params()
	return params.Len() == 1 && typeq.TypeName(typeq.Pointee(params.At(0).Type())) == "net/http.Request"
}
