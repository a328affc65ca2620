package candidate

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Siblings yields a group for each map that is accessed without the lock which guards all
// other maps of its struct, at least two. One function that anybody may call looks up a key
// and stores. Another one accesses the map and takes the lock for another map of the struct.
// The lock is the evidence that the object is shared.
//
// False negative: a map that functions only register entries in, or that a goroutine of the
// object accesses.
func Siblings(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		vars := vs.Maps.Of
		structs := map[string][]string{} // by the type that declares them: the map variables
		var holders []string
		for _, k := range vs.Maps.Order {
			h := vars[k][0].Holder()
			if structs[h] == nil {
				holders = append(holders, h)
			}
			structs[h] = append(structs[h], k)
		}
		for _, h := range holders {
			odd, guarded := "", []*guard.Variable(nil)
			for _, k := range structs[h] {
				v := vs.Variable(k, nil)
				switch {
				case len(structs[h]) < 3:
				case v.Infer():
					guarded = append(guarded, v)
				case writtenInPlace(vars[k]):
					odd += k
				}
			}
			if len(guarded) < 2 || !oneGuard(guarded, h) || vars[odd] == nil { // none or several
				continue
			}
			lock, _ := guard.HeldAs(guarded[0].Holders[0], guarded[0].Lock)
			v := &guard.Variable{Uses: vars[odd], Evidence: guard.Evidence{Lock: guarded[0].Lock}, Taken: vs.Takings()}
			if !yield(sibling(v, lock)) {
				return
			}
		}
	}
}

// oneGuard reports whether one lock of a struct guards all of its variables.
func oneGuard(vs []*guard.Variable, holder string) bool {
	return strings.HasPrefix(string(vs[0].Lock), holder+".") &&
		!slices.ContainsFunc(vs, func(v *guard.Variable) bool { return v.Lock != vs[0].Lock })
}

// writtenInPlace reports whether some access changes the map in place, rather than replaces
// it.
func writtenInPlace(uses []*effect.RootAccess) bool {
	return slices.ContainsFunc(uses, func(u *effect.RootAccess) bool { return u.Op.Changes() })
}

// sibling returns the group of a map without the guard that the other maps of its struct
// have.
func sibling(v *guard.Variable, lock state.SyncFact) Group {
	return Group{
		Pairs: func(yield func(conflict.Pair) bool) {
			for _, u := range v.Uses {
				mayBeGuarded := u.ExpectsLock || guard.HoldsOnWay(u) || guard.HoldsUnknown(u)
				if mayBeGuarded || u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Entry {
					return
				}
				if v.Way == "" && calledByAnyone(u) {
					v.Way = u.Place.Path
				}
			}
			for _, u := range v.Uses {
				if !calledByAnyone(u) || u.Op != state.OpWrite || !looksUp(v.Uses, u) {
					continue
				}
				for _, w := range v.Uses {
					taker := w.Root.Pos != u.Root.Pos && calledByAnyone(w) && v.TakesGuard(w)
					if taker && !yield(conflict.ByRoots(conflict.GuardedSiblings, u, w, v)) {
						return
					}
				}
			}
		},
		Finding: func(p conflict.Pair) conflict.Finding {
			f := bareFinding(p)
			f.Lock = lock
			return f
		},
	}
}

// calledByAnyone reports whether anybody may call the root of an access at any time, and the
// map is a field of an object that others may have.
func calledByAnyone(u *effect.RootAccess) bool {
	if !anytime(u.Root) || u.Elsewhere() || u.Waited() {
		return false
	}
	mayBeShared := guard.Shared(u) || u.Place.Kind == place.Value
	return mayBeShared && u.Place.Len() == 1
}

// looksUp reports whether the function of a store looks up a key of the map before it
// stores.
func looksUp(uses []*effect.RootAccess, store *effect.RootAccess) bool {
	return slices.ContainsFunc(uses, func(u *effect.RootAccess) bool {
		return u.Op == state.OpRead && u.Func == store.Func && u.Order < store.Order
	})
}
