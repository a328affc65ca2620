package conflict

import (
	"cmp"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// Variables are the variables of a package that hold maps, or are words, with the
// uses of each.
type Variables struct {
	uses  []effect.RootAccess // also those that are of no variable
	maps  byKey
	words byKey
	leaks byKey
	// helpers has the uses of maps by functions that are there for tests, which know
	// when nobody else has the object. They are held to a guard, with a doubt, and are
	// otherwise no evidence of anything.
	helpers byKey
	taken   map[taking]bool // of takings
}

// byKey has the uses of shared objects by the variable that holds the map, or that is
// the word, and the names of the variables in the order of their first uses.
type byKey struct {
	of    map[string][]*effect.RootAccess
	order []string
}

// ByVariable groups uses, and the maps that functions let out.
func ByVariable(uses, leaks []effect.RootAccess) *Variables {
	vs := &Variables{uses: uses, maps: newByKey(), words: newByKey(), leaks: newByKey(), helpers: newByKey()}
	for i := range uses {
		switch u := &uses[i]; {
		case (u.Says | u.Around).Has(effect.SaysForTests):
			if u.Scalar == effect.NotScalar {
				vs.helpers.add(u)
			}
		case u.Scalar == effect.NotScalar:
			vs.maps.add(u)
		case !u.GuardOnly:
			vs.words.add(u)
		}
	}
	for i := range leaks {
		vs.leaks.add(&leaks[i])
	}
	return vs
}

func newByKey() byKey { return byKey{of: map[string][]*effect.RootAccess{}} }

func (b *byKey) add(u *effect.RootAccess) {
	k := cmp.Or(u.Outer, u.Key())
	if k == "" || u.Fresh {
		return
	}
	if b.of[k] == nil {
		b.order = append(b.order, k)
	}
	b.of[k] = append(b.of[k], u)
}
