package candidate

import (
	"go/ast"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Registered yields a group for each map of an object that a registry gives to everybody who asks
// for its name, and that an exported method of the object changes without any lock: each caller
// has its own goroutine.
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
				r, ok := registries[u.Root.Recv]
				if byAnyone := u.Root.Kind == effect.API && ast.IsExported(u.Root.Name) && u.OnReceiver(); !ok || !byAnyone || !changesBare(u) {
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
