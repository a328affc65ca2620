package candidate

import (
	"go/ast"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Registered yields a group for each map of an object that a registry gives to everybody who asks
// for its name, and that is changed without any lock: by an exported method of the object, or by a
// function of the package that gets the object for its callers. Each of them has its own goroutine.
//
// False negative: maps of which some access holds a lock or is ordered.
func Registered(vs *guard.Variables, registries map[string]effect.Registry) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := &guard.Variable{Uses: vs.Maps.Of[k]}
			if len(registries) == 0 || synchronized(v) {
				continue
			}
			for _, u := range v.Uses {
				r, ok := registries[u.Holder()]
				if !ok || !forAnyone(u, r) || !changesBare(u) {
					continue
				}
				g := one(conflict.ByRoots(conflict.Registered, u, u, v), func(p conflict.Pair) conflict.Finding {
					f := newFinding(p)
					f.Registry = &r
					return f
				})
				if !yield(g) {
					return
				}
			}
		}
	}
}

// forAnyone reports whether an exported function makes an access to an object of a registry, which
// its caller has got there, or which it gets there itself.
func forAnyone(u *effect.RootAccess, r effect.Registry) bool {
	if u.Root.Kind != effect.API || !ast.IsExported(u.Root.Name) || !guard.Shared(u) {
		return false
	}
	return r.Exported && u.OnReceiver() && u.Root.Recv == u.Holder() || strings.Contains(u.Place.Path, "{")
}
