package summary

import (
	"go/types"
	"slices"

	"github.com/mapconcur/mapconcur/internal/place"
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
func (e *engine) SentHeaders() []Access {

	var out []Access
	for _, fn := range e.afterInit() {
		root := e.rootOf(fn)
		if e.inTest(fn.Pos()) || root == nil || root.Kind == Main || !root.Method || !sendsRequests(fn.Params[0].Type()) {
			continue
		}
		b := e.builders[fn]
		for _, evs := range b.events {
			for _, ev := range evs {
				for _, a := range ev.accesses {
					if ev.live && ev.kind == evAccess && b.changesSent(ev, &a) {
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
func (b *builder) changesSent(ev *event, a *Access) bool {
	p := a.Place
	if !a.Op.Writes() || a.Op.Replaces() || a.Own || a.Pos.Text != "" || a.Expects || p.Kind != place.Param || p.Index != 0 || !p.OnlyFields() {
		return false
	}
	if a.Marks.NumLocks() > 0 || ev.state.NumLocks() > 0 || b.eng.entries[b.fn].NumLocks() > 0 {
		return false
	}
	if a.Field == requestHeader {
		return p.Owner != requestHeader
	}
	return slices.ContainsFunc(b.events, func(evs []*event) bool {
		return slices.ContainsFunc(evs, func(ev *event) bool {
			return ev.kind == evStore && slices.ContainsFunc(ev.fields, func(f Alias) bool { return f.From.Owner == requestHeader && key(f.To) == key(p) })
		})
	})
}

// sendsRequests reports whether a struct, or what t points to, has an HTTP client or
// transport, or what can stand for one.
func sendsRequests(t types.Type) bool {
	return hasField(t, func(f *types.Var) bool {
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
	return params.Len() == 1 && typeName(pointee(params.At(0).Type())) == "net/http.Request"
}
