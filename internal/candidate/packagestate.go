package candidate

import (
	"go/ast"
	"iter"

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
			if !synchronized(v) && !yield(Group{Pairs: statePairs(v, st, st.ByInstance[k]), Finding: newFinding}) {
				return
			}
		}
	}
}

// statePairs yields the pairs of a change of the package's state and another access to it.
func statePairs(v *guard.Variable, st effect.PackageState, byInstance bool) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, u := range v.Uses {
			if !changesState(u, st, byInstance) {
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

// changesState reports whether an access changes the package's state on behalf of whoever calls:
// for one of its own objects, or to answer a question.
func changesState(u *effect.RootAccess, st effect.PackageState, byInstance bool) bool {
	if !ofPackage(u) || !changesBare(u) {
		return false
	}
	if byInstance {
		return u.Root.Method || u.Root.Query
	}
	inserts := u.Op == state.OpWrite && !st.Named[u.Pos.At()] && !u.OnDemand
	return !u.Root.Method && u.Root.Query && u.Place.Path != "" && (inserts || u.Op == state.OpClear)
}

// ofPackage reports whether an exported function makes an access to a variable of the package, or
// to an object in one. A copy of a struct in a variable may be the function's own.
func ofPackage(u *effect.RootAccess) bool {
	exported := u.Root.Kind == effect.API && ast.IsExported(u.Root.Name) && !u.GuardOnly
	return exported && u.Place.Kind == place.Global && !u.Place.Published() && !u.ViaCopy && !u.TreatedAsOwn && !u.Op.Replaces()
}
