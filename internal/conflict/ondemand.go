package conflict

import (
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/summary"
)

// OnDemand returns the findings of maps that functions which anybody may call fill when
// they need to, and that nothing guards: whoever calls them on two goroutines, as the
// callers of a library do, has two writers. Of the maps of an object these are methods
// that are given a context, as what serves requests is: others have the object for
// themselves more often than not. Nor is an object of which entries are deleted a cache,
// or one whose methods the package calls through an interface. What they do in a loop
// over a helper is silent, at the price of misses: the function is often one that a
// program calls once, such as a loader.
func OnDemand(vs *Variables) []Finding {
	var out []Finding
	for _, k := range vs.maps.order {
		if f, ok := onDemand(vs.maps.of[k]); ok {
			out = append(out, f)
		}
	}
	return out
}

func onDemand(uses []*summary.Use) (Finding, bool) {
	var write *summary.Use
	var doubts Doubts
	for _, u := range uses {
		doubts |= said(u.Says | u.Around) // the author has thought of goroutines
		if len(u.Marks) > 0 || u.Place.Kind != place.Global && ownMeans(u) {
			return Finding{}, false // so has the author here
		}
		if u.OnDemand && write == nil && anytime(u.Root) && (u.Via == u.Pos.At() || !u.Looped) && ofAll(u) {
			write = u
		}
	}
	if write == nil {
		return Finding{}, false
	}
	x := item(write)
	f := finding(&x, &x, true)
	f.Confidence, f.Doubts = Likely, doubts
	return f, true
}

// ofAll reports whether a use is of a global map or, by a method that is given a context,
// of one that its receiver has.
func ofAll(u *summary.Use) bool {
	return u.Place.Kind == place.Global || u.Root.Context && u.Root.Method && ast.IsExported(u.Root.Name) && !u.Root.Invoked &&
		u.Place.Kind == place.Param && u.Place.Index == 0
}

// ownMeans reports whether a use of an object's map says that it is no cache, or that not
// everybody uses it.
func ownMeans(u *summary.Use) bool {
	return u.Root.Kind == summary.Goroutine || u.Root.Kind == summary.Main || u.Op == state.OpDelete || u.Op == state.OpClear
}

// anytime reports whether a root is a function that others call when they like.
func anytime(r *summary.Root) bool {
	return r.Kind == summary.API || r.Kind == summary.Entry || r.Kind == summary.Callback && !r.Literal
}
