package candidate

import (
	"go/ast"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// PackageState yields a group for each map of a package variable, or of an object in one, that no
// lock guards and that exported functions change as a part of their work. Nobody can own the
// variable: goroutines that each have their own objects, or only want an answer, share it.
//
// Assumes: a function that is called for its effect, and puts something under the key that it is
// passed, registers it before goroutines start.
func PackageState(vs *guard.Variables, st effect.PackageState) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			v := &guard.Variable{Uses: vs.Maps.Of[k]}
			if !synchronized(v) && !yield(Group{Pairs: statePairs(v, st, k), Finding: newFinding}) {
				return
			}
		}
	}
}

// statePairs yields the pairs of a change of the package's state and another access to it.
func statePairs(v *guard.Variable, st effect.PackageState, key string) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		looked := slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool { return ofPackage(u) && u.Op == state.OpRead && u.Root.Query })
		for _, u := range v.Uses {
			if st.ByInstance[key] && !changesOfInstance(u, looked) || !st.ByInstance[key] && !changesToAnswer(u, st) {
				continue
			}
			for _, w := range v.Uses {
				if ofPackage(w) && w.Place.Name == u.Place.Name && !yield(conflict.ByRoots(conflict.PackageState, u, w, v)) {
					return
				}
			}
		}
	}
}

// changesOfInstance reports whether an access changes the entry of an object: by a method, by a
// function that is called for its result, or by any function if others look entries up.
func changesOfInstance(u *effect.RootAccess, looked bool) bool {
	return ofPackage(u) && changesBare(u) && (u.Root.Method || u.Root.Query || looked)
}

// changesToAnswer reports whether an access changes an object of the package on the way to the
// result of a function, and not for the sake of what the caller puts there.
func changesToAnswer(u *effect.RootAccess, st effect.PackageState) bool {
	inserts := u.Op == state.OpWrite && !st.Named[u.Pos.At()] && !u.OnDemand
	answers := !u.Root.Method && u.Root.Query && u.Place.Path != ""
	return answers && ofPackage(u) && changesBare(u) && (inserts || u.Op == state.OpClear)
}

// ofPackage reports whether an exported function makes an access to a variable of the package, or
// to an object in one. A copy of a struct in a variable may be the function's own.
func ofPackage(u *effect.RootAccess) bool {
	exported := u.Root.Kind == effect.API && ast.IsExported(u.Root.Name) && !u.GuardOnly
	return exported && u.Place.Kind == place.Global && !u.Place.Published() && !u.ViaCopy && !u.TreatedAsOwn && !u.Op.Replaces()
}
