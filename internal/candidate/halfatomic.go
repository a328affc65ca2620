package candidate

import (
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// halfAtomic yields a group for each plain access to a scalar that other accesses use
// atomically. The author's use of sync/atomic is the evidence that goroutines access the
// scalar at the same time.
func halfAtomic(v *guard.Variable) Groups {
	return func(yield func(Group) bool) {
		atomics := slices.DeleteFunc(slices.Clone(v.Uses), func(u *effect.RootAccess) bool { return u.Scalar != effect.AtomicScalar })
		if len(atomics) == 0 || mostlyPlain(v.Uses) {
			return
		}
		for _, u := range v.Uses {
			if u.Scalar != effect.AtomicScalar && !yield(Group{Pairs: besideAtomics(u, atomics, v), Finding: scalarFinding}) {
				return
			}
		}
	}
}

// besideAtomics yields the pairs of a plain access and atomic ones.
func besideAtomics(u *effect.RootAccess, atomics []*effect.RootAccess, v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		for _, w := range atomics {
			if mayClash(&u.Access, &w.Access) && !yield(conflict.ByRoots(conflict.HalfAtomic, u, w, v)) {
				return
			}
		}
	}
}

// mostlyPlain reports whether most functions access a scalar plainly: more than twice as
// many functions access it plainly as atomically, and no fewer write it plainly. A counter
// that is incremented atomically and read plainly does not qualify.
//
// Assumes: such a scalar is confined to its owner, although some accesses are atomic.
func mostlyPlain(uses []*effect.RootAccess) bool {
	var used, written [2]map[string]bool // functions: plainly [0], atomically [1]
	for i := range used {
		used[i], written[i] = map[string]bool{}, map[string]bool{}
	}
	for _, u := range uses {
		i := 0
		if u.Scalar == effect.AtomicScalar {
			i = 1
		}
		used[i][u.Func] = true
		if u.Op.Writes() {
			written[i][u.Func] = true
		}
	}
	writtenPlainly := len(written[0]) > 0 && len(written[0]) >= len(written[1])
	return writtenPlainly && len(used[0]) > 2*len(used[1])
}
