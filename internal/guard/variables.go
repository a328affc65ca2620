package guard

import (
	"cmp"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Variables has the variables of a package that hold maps or scalars, with the accesses to
// each.
type Variables struct {
	Uses    []effect.RootAccess // all accesses, also to places that belong to no variable
	Maps    ByKey
	Scalars ByKey
	Leaks   ByKey
	// Helpers has the accesses to maps by functions that only tests call. Such a function
	// may run when nobody else has the object. An access without the guard is reported, with
	// a doubt; no guard is inferred from these accesses.
	Helpers ByKey
	// declared returns the guard that another package has found for the map in a field of
	// its own, nil if there is none.
	declared func(key string) *effect.FieldGuard
	taken    map[Taking]bool // the cached result of Takings
	lockUse  *LockUse        // the cached result of LockUse
}

// Variable returns the variable of a map with a key. Its guard is not known yet, only the
// statement about it.
func (vs *Variables) Variable(key string, stated map[string]Statement) *Variable {
	v := &Variable{Uses: vs.Maps.Of[key], Helpers: vs.Helpers.Of[key], Leaks: vs.Leaks.Of[key], Taken: vs.Takings()}
	if s, ok := stated[key]; ok {
		v.comment = &s
	}
	if slices.ContainsFunc(v.Uses, func(u *effect.RootAccess) bool { return !u.Elsewhere() }) {
		v.declared = vs.declared(key)
	}
	return v
}

// ByKey has the accesses to shared objects by the variable that holds the map or scalar, and
// the names of the variables in the order of their first accesses.
type ByKey struct {
	Of    map[string][]*effect.RootAccess
	Order []string
}

// ByVariable groups accesses, and the maps that functions return, by variable. The guards
// of fields that other packages declare are what declared returns.
func ByVariable(uses, leaks []effect.RootAccess, declared func(key string) *effect.FieldGuard) *Variables {
	vs := &Variables{declared: declared, Uses: uses, Maps: newByKey(), Scalars: newByKey(), Leaks: newByKey(), Helpers: newByKey()}
	for i := range uses {
		switch u := &uses[i]; {
		case (u.Says | u.PathRemarks).Has(effect.SaysForTests):
			if u.Scalar == effect.NotScalar {
				vs.Helpers.add(u)
			}
		case u.Scalar == effect.NotScalar:
			vs.Maps.add(u)
		case !u.GuardOnly:
			vs.Scalars.add(u)
		}
	}
	for i := range leaks {
		vs.Leaks.add(&leaks[i])
	}
	return vs
}

func newByKey() ByKey { return ByKey{Of: map[string][]*effect.RootAccess{}} }

// add adds an access to the variable that it names. If that is a field of an object which was
// given the map of another variable, the access is one to the other variable too.
func (b *ByKey) add(u *effect.RootAccess) {
	k := cmp.Or(u.Outer, u.Key())
	if k == "" || u.Fresh {
		return
	}
	b.addTo(k, u)
	isMapHere := u.Scalar == effect.NotScalar && !u.Elsewhere()
	if own := effect.KeyAt(u.Place); own != "" && own != k && isMapHere && u.Outer == "" && u.Place.OnlyFields() {
		b.addTo(own, u)
	}
}

func (b *ByKey) addTo(k string, u *effect.RootAccess) {
	if b.Of[k] == nil {
		b.Order = append(b.Order, k)
	}
	b.Of[k] = append(b.Of[k], u)
}
