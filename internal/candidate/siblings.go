package candidate

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Siblings returns a finding for each map that is accessed without the lock which guards all
// other maps of its struct, at least two. One function that anybody may call looks up a key
// and stores. Another one accesses the map and takes the lock for another map of the struct.
// The lock is the evidence that the object is shared.
//
// False negative: a map that functions only register entries in, or that a goroutine of the
// object accesses.
func Siblings(vs *guard.Variables) []conflict.Finding {
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
	var out []conflict.Finding
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
		if f, ok := sibling(&guard.Variable{Uses: vars[odd], Evidence: guard.Evidence{Lock: guarded[0].Lock}, Taken: vs.Takings()}); ok {
			f.Lock, _ = guard.HeldAs(guarded[0].Holders[0], guarded[0].Lock)
			out = append(out, f)
		}
	}
	return out
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

// sibling returns the finding of a map without the guard that the other maps of its struct
// have.
func sibling(v *guard.Variable) (conflict.Finding, bool) {
	var write, other *effect.RootAccess
	var doubts doubt.Set
	for _, u := range v.Uses {
		mayBeGuarded := u.ExpectsLock || guard.HoldsOnWay(u) || guard.HoldsUnknown(u)
		if mayBeGuarded || u.Root.Kind == effect.Goroutine || u.Root.Kind == effect.Entry {
			return conflict.Finding{}, false
		}
		if !calledByAnyone(u) {
			continue
		}
		v.Way = u.Place.Path
		by := doubt.ByName(v, u)
		clearer := write == nil || by.Steps() < doubts.Steps()
		if u.Op == state.OpWrite && clearer && looksUp(v.Uses, u) {
			write, doubts = u, by
		}
		if other == nil && v.TakesGuard(u) {
			other = u
		}
	}
	if write == nil || other == nil || write.Root.Pos == other.Root.Pos {
		return conflict.Finding{}, false
	}
	f := conflict.Finding{Access: write.Scoped(), Other: other.Scoped(), Evidence: conflict.GuardedSiblings.Evidence(), Doubts: doubts}
	f.At = write.Pos.At()
	f.Category = classify(&f.Access, &f.Other)
	return f, true
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
