package detect

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// requestHeader is the field that holds the headers of a request.
const requestHeader = "net/http.Request.Header"

// SentHeaders lists the changes of headers that an object which sends requests, such
// as the client of an API, gives to each of them. The transport reads the headers of
// a request on a goroutine of its own, also when the answer is there already, while
// the next call, or another goroutine's, changes the same map.
//
// An object sends requests if it has an HTTP client, which is made for many. Silent
// is what changes the headers without sending them, such as a setter that is called
// before, and who holds a lock.
func SentHeaders(e *order.Flows) []effect.Access {

	var out []effect.Access
	for _, fn := range context.AfterInit(e) {
		root := context.RootOf(e, fn)
		if e.InTest(fn.Pos()) || root == nil || root.Kind == effect.Main || !root.Method || !sendsRequests(fn.Params[0].Type()) {
			continue
		}
		b := e.Of[fn]
		for _, evs := range b.Events {
			for _, ev := range evs {
				for _, a := range ev.Accesses {
					if ev.Live && ev.Kind == trace.EvAccess && changesSent(b, ev, &a) {
						out = append(out, a)
					}
				}
			}
		}
	}
	return out
}

// changesSent reports whether an access changes headers of the receiver that the
// function, or what it calls, gives to a request.
func changesSent(b *order.Flow, ev *trace.Event, a *effect.Access) bool {
	p := a.Place
	if !a.Op.Writes() || a.Op.Replaces() || a.MaybeReplaced || a.Pos.Text != "" || a.ExpectsLock || p.Kind != place.Param || p.Index != 0 || !p.OnlyFields() {
		return false
	}
	if a.Sync.NumLocks() > 0 || ev.State.NumLocks() > 0 || b.Pkg.EntryLocksets[b.Fn].NumLocks() > 0 {
		return false
	}
	if a.Field == requestHeader {
		return p.Owner != requestHeader
	}
	return slices.ContainsFunc(b.Events, func(evs []*trace.Event) bool {
		return slices.ContainsFunc(evs, func(ev *trace.Event) bool {
			return ev.Kind == trace.EvStore && slices.ContainsFunc(ev.Fields, func(f effect.Alias) bool { return f.From.Owner == requestHeader && heap.Key(f.To) == heap.Key(p) })
		})
	})
}

// sendsRequests reports whether a struct, or what t points to, has an HTTP client or
// transport, or what can stand for one.
func sendsRequests(t types.Type) bool {
	return ssaq.HasField(t, func(f *types.Var) bool {
		return takesRequest(f.Type(), "Do") || takesRequest(f.Type(), "RoundTrip")
	})
}

// takesRequest reports whether a method of t is given a request and nothing else.
func takesRequest(t types.Type, method string) bool {
	obj, _, _ := types.LookupFieldOrMethod(t, true, nil, method)
	fn, ok := obj.(*types.Func)
	if !ok {
		return false
	}
	params := fn.Signature().Params()
	return params.Len() == 1 && ssaq.TypeName(ssaq.Pointee(params.At(0).Type())) == "net/http.Request"
}
