package candidate

import (
	"go/ast"
	"iter"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
)

// OnDemand yields a group for each map that no lock guards and that an exported function
// fills when it needs an entry: two concurrent calls are two writers.
//
// Assumes: an object serves concurrent calls only if the method that fills its map has a
// context parameter, as methods that serve requests have. Other objects usually belong to
// one caller.
func OnDemand(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := &guard.Variable{Uses: vs.Maps.Of[k]}
			if !synchronized(v) && !yield(Group{Pairs: fillings(v), Finding: newFinding}) {
				return
			}
		}
	}
}

// synchronized reports whether some access to a map holds a lock or is ordered.
func synchronized(v *guard.Variable) bool {
	for _, u := range v.Uses {
		if len(u.Sync) > 0 {
			return true
		}
	}
	return false
}

// fillings yields a pair for each access that fills a map on demand: two calls make it.
func fillings(v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, u := range v.Uses {
			if u.OnDemand && anytime(u.Root) && ofAll(u) && !yield(conflict.ByRoots(conflict.FilledOnDemand, u, u, v)) {
				return
			}
		}
	}
}

// ofAll reports whether all callers share the map: it is a global, or it belongs to the
// receiver of an exported method that takes a context.
func ofAll(u *effect.RootAccess) bool {
	if u.Place.Kind == place.Global {
		return true
	}
	servesRequests := u.Root.TakesContext && ast.IsExported(u.Root.Name) && !u.Root.Invoked
	return servesRequests && u.OnReceiver()
}
