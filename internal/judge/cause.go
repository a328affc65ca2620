package judge

import (
	"cmp"
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// A defect is what a repair of the code removes. Findings that share one are reported
// as one.
type defect struct {
	kind     conflict.Category
	lock     string      // the lock that is missing, "" if there is none yet
	variable string      // the map, for all objects of a type
	place    place.Place // a map that is in no field and not global
	function string      // that forgets the lock, or shares maps with a copy
	start    token.Pos   // of the goroutine, or where the map was published
	holder   string      // the type that declares the maps
}

// ByCause returns one finding for each cause, in the order of the list, with the
// others of that cause in Alike. Accesses of a map that lack the same lock have one cause,
// and so have the maps that one function accesses without the same lock. The head of a
// group is the most certain finding; among equals, one of a map with a guard, then one
// whose access is in this package, then a write. Findings that only tests show are grouped
// already.
func ByCause(list []conflict.Finding) []conflict.Finding {
	group := make([]int, len(list)) // the first finding of the group, through others
	var first func(i int) int
	first = func(i int) int {
		if group[i] != i {
			group[i] = first(group[i])
		}
		return group[i]
	}
	known := map[defect]int{}
	for i := range list {
		group[i] = i
		for _, d := range defects(&list[i]) {
			if j, ok := known[d]; ok {
				a, b := first(i), first(j)
				group[max(a, b)] = min(a, b)
			} else {
				known[d] = i
			}
		}
	}
	members := map[int][]conflict.Finding{}
	for i := range list {
		members[first(i)] = append(members[first(i)], list[i])
	}
	var out []conflict.Finding
	for i := range list {
		if fs := members[i]; len(fs) > 0 {
			out = append(out, headed(fs))
		}
	}
	return out
}

// headed makes the clearest of some findings the head of the others, which keep
// their order.
func headed(fs []conflict.Finding) conflict.Finding {
	rank := func(f *conflict.Finding) []int {
		elsewhere := f.Access.Elsewhere() || f.Indirect && len(f.Guards) == 0
		return []int{int(f.Certainty()), number(len(f.Guards) == 0), number(elsewhere), number(!f.Access.Op.Writes())}
	}
	slices.SortStableFunc(fs, func(f, g conflict.Finding) int { return slices.Compare(rank(&f), rank(&g)) })
	head := fs[0]
	head.Alike = fs[1:]
	return head
}

// number is 1 for what is true.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// defects returns what a repair of the finding may be about.
func defects(f *conflict.Finding) []defect {
	if f.ByTest {
		return nil
	}
	switch f.Category {
	case conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite:
		if f.Kind == conflict.StripedLocks || f.Kind == conflict.GuardedSiblings {
			return nil // one for each map already
		}
		return missing(f, conflict.ReadWrite)
	case conflict.RLockWrite:
		return missing(f, conflict.RLockWrite)
	case conflict.MixedAtomic:
		if k := f.Access.Key(); k != "" {
			return []defect{{kind: conflict.MixedAtomic, variable: k}}
		}
	case conflict.SharedCopy:
		if f.Locked {
			return missing(f, conflict.SharedCopy)
		}
		return []defect{{kind: conflict.SharedCopy, function: f.Access.Func, holder: f.Access.Holder()}}
	case conflict.FrozenWrite:
		if f.Frozen != nil {
			return []defect{{kind: conflict.FrozenWrite, function: f.Access.Func, start: f.Frozen.From, holder: f.Frozen.Source}}
		}
	}
	return nil
}

// missing returns the defects of a finding whose access does not hold a lock, or not for
// writing: the map in the function, the map and the lock, and the lock in the function. If
// there is no lock yet, the last defect is the type's maps on one goroutine.
func missing(f *conflict.Finding, kind conflict.Category) []defect {
	d := defect{kind: kind, variable: f.Access.Key()}
	if d.variable == "" {
		d.place, d.function = f.Access.Place, f.Access.Func
	}
	lock := f.Lock
	if kind == conflict.RLockWrite {
		lock = readLock(f)
	}
	here := defect{kind: kind, variable: d.variable, place: d.place, function: f.Access.Func}
	if d.lock = lockID(&lock); d.lock != "" {
		return []defect{here, d, {kind: kind, lock: d.lock, function: f.Access.Func}}
	}
	if f.Thread == nil {
		return []defect{here, d}
	}
	return []defect{here, d, {kind: kind, start: f.Thread.Pos.At(), holder: f.Access.Holder()}}
}

// readLock returns the lock that the access holds for reading.
func readLock(f *conflict.Finding) state.SyncFact {
	for _, m := range f.Access.Sync {
		if m.Kind == state.Read {
			return *m
		}
	}
	return state.SyncFact{}
}

// lockID names a lock for all objects of a type, or else in its function.
func lockID(m *state.SyncFact) string {
	return cmp.Or(string(guard.KeyOf(m)), m.Place.Name+m.Place.Path)
}
