package conflict

import (
	"cmp"
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// OnDemand returns the findings of maps that functions which anybody may call fill when
// they need to, and that nothing guards: whoever calls them on two goroutines, as the
// callers of a library do, has two writers. Of the maps of an object these are methods
// that are given a context, as what serves requests is: others have the object for
// themselves more often than not. Nor is an object of which entries are deleted a cache,
// or one whose methods the package calls through an interface. What they do in a loop
// over a helper is silent, at the price of misses: the function is often one that a
// program calls once, such as a loader.
func OnDemand(vs *Variables, rec *Record) []Finding {
	var out []Finding
	for _, k := range vs.maps.order {
		if f, ok := onDemand(vs.maps.of[k], rec); ok {
			out = append(out, f)
		}
	}
	return out
}

func onDemand(uses []*effect.RootAccess, rec *Record) (Finding, bool) {
	var write, looped *effect.RootAccess
	var doubts Doubts
	var why verdict
	for _, u := range uses {
		doubts |= said(u.Says | u.Around) // the author has thought of goroutines
		if why = why.and(judge(rec, onDemandVetoes, u)); why.silent() && !rec.hears() {
			return Finding{}, false
		}
		switch fills := u.OnDemand && anytime(u.Root) && ofAll(u); {
		case !fills:
		case u.Looped:
			looped = cmp.Or(looped, u)
		default:
			write = cmp.Or(write, u)
		}
	}
	if write == nil {
		if looped == nil {
			return Finding{}, false
		}
		write, why = looped, why.and(verdict{first: "a loop fills the map, as a loader does that is called once"})
	}
	x := write.Scoped()
	if why.silent() {
		rec.silent(x, x, why)
		return Finding{}, false
	}
	f := finding(&x, &x, true)
	f.Confidence, f.Doubts = Likely, doubts
	return f, true
}

// ofAll reports whether a use is of a global map or, by a method that is given a context,
// of one that its receiver has.
func ofAll(u *effect.RootAccess) bool {
	return u.Place.Kind == place.Global || u.Root.Context && u.Root.Method && ast.IsExported(u.Root.Name) && !u.Root.Invoked &&
		u.Place.Kind == place.Param && u.Place.Index == 0
}

// onDemandVetoes are the reasons, in any use of a map, why functions that anybody may call
// do not fill it concurrently.
var onDemandVetoes = []veto[*effect.RootAccess]{
	when("some access holds a lock or is ordered", func(u *effect.RootAccess) bool { return len(u.Sync) > 0 }),
	when("the use of the object says that it is no cache", func(u *effect.RootAccess) bool { return u.Place.Kind != place.Global && ownMeans(u) }),
}

// ownMeans reports whether a use of an object's map says that it is no cache, or that not
// everybody uses it.
func ownMeans(u *effect.RootAccess) bool {
	return u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Main || u.Op == state.OpDelete || u.Op == state.OpClear
}

// anytime reports whether a root is a function that others call when they like.
func anytime(r *effect.Root) bool {
	return r.Kind == effect.API || r.Kind == effect.Entry || r.Kind == effect.Callback && !r.Literal
}
