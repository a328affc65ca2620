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

// A defect is what one repair of the code removes. Findings that share a defect are reported
// as one. A field that does not apply is empty.
type defect struct {
	kind     conflict.Category
	lock     string      // the lock that is missing, "" if the map has none yet
	variable string      // the map, for all objects of a type
	place    place.Place // the place of a map that is neither a field nor a global
	function string      // the function that does not take the lock, or changes maps of a copy
	start    token.Pos   // where the goroutine starts, or where the map was published
	holder   string      // the type that declares the maps
}

// ByCause groups findings by cause. It returns one finding for each cause, in the order of
// the list, with the others of that cause in Alike. The accesses to one map that lack the
// same lock have one cause, and so have the accesses of one function that lack the same
// lock. The head of a group is the most certain finding; among equals, one of a map with a
// guard, then one whose access is in this package, then a write. Findings that only tests
// show are grouped by [Merge].
func ByCause(list []conflict.Finding) []conflict.Finding {
	group := make([]int, len(list)) // a union-find forest: the parent of each finding
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

// headed returns the clearest of some findings with the others, in their order, in Alike.
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

// number returns 1 for true and 0 for false.
func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// defects returns the defects that a repair of the finding may remove.
func defects(f *conflict.Finding) []defect {
	if f.ByTest {
		return nil
	}
	switch f.Category {
	case conflict.WriteWrite, conflict.ReadWrite, conflict.RangeWrite:
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

// missing returns the defects of a finding whose access does not hold a lock, or holds it
// only for reading: this map in this function, this map and lock, and this lock in this
// function. If the map has no lock yet, the last one is the maps of this type on this
// goroutine.
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
	d.lock = lockID(&lock)
	switch {
	case d.lock != "" && f.Access.Elsewhere():
		return []defect{d} // the repair is at the call, not in the function with the access
	case d.lock != "":
		return []defect{here, d, {kind: kind, lock: d.lock, function: f.Access.Func}}
	}
	if f.Thread == nil {
		return []defect{here, d}
	}
	return []defect{here, d, {kind: kind, start: f.Thread.Pos.At(), holder: f.Access.Holder()}}
}

// readLock returns the lock that the access of a finding holds for reading.
func readLock(f *conflict.Finding) state.SyncFact {
	for _, m := range f.Access.Sync {
		if m.Kind == state.Read {
			return *m
		}
	}
	return state.SyncFact{}
}

// lockID identifies a lock for all objects of a type, or else within its function.
func lockID(m *state.SyncFact) string {
	return cmp.Or(string(guard.KeyOf(m)), m.Place.Name+m.Place.Path)
}
