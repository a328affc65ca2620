package candidate

import (
	"go/token"
	"iter"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
)

// Objects yields a group for each map of an object that has its own goroutine, or that
// serves many requests at once. The pairs are the accesses of that goroutine and those of the
// object's other methods.
func Objects(vs *guard.Variables) Groups {
	return func(yield func(Group) bool) {
		for _, k := range vs.Maps.Order {
			if strings.HasSuffix(k, "}") {
				continue // elements: usually one for each goroutine
			}
			if !yield(onObjects(&guard.Variable{Uses: vs.Maps.Of[k]})) {
				return
			}
		}
	}
}

// onObjects returns the group of the accesses to one map by concurrent roots.
func onObjects(v *guard.Variable) Group {
	owner := owningThread(v.Uses)
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, u := range v.Uses {
			if !u.GuardOnly && !yield(&u.Access) {
				return
			}
		}
	})
	return Group{
		Pairs: objectPairs(v),
		Finding: func(p conflict.Pair) conflict.Finding {
			f := newFinding(p)
			if owner != nil && f.Access.Spawn == owner && f.Other.Spawn != owner {
				blameOther(&f)
			}
			takers.forgotten(&f)
			return f
		},
	}
}

// objectPairs yields the pairs of accesses to one map of which one changes it and concurrent
// roots make both.
func objectPairs(v *guard.Variable) iter.Seq[conflict.Pair] {
	return func(yield func(conflict.Pair) bool) {
		partners := newPartners(v.Uses)
		for _, a := range v.Uses {
			if !concurrentRoot(a) || !mayMeet(a) {
				continue
			}
			for _, b := range partners.of(a) {
				changed := a.Op.Writes() || b.Op.Writes()
				if changed && meets(a, b) && !yield(conflict.ByRoots(conflict.SharedObject, a, b, v)) {
					return
				}
			}
		}
	}
}

// mayMeet reports whether an access is to an object that this package shares, and whether
// any access can be concurrent with it.
func mayMeet(u *effect.RootAccess) bool { return !u.GuardOnly && !alone(u) && ours(u) }

// owningThread returns the goroutine that makes most of the changes to a map, as the event
// loop of an object does, nil if no goroutine or several qualify. The accesses by other
// threads are then the ones to change. A goroutine that refreshes the map from time to time
// does not count as an event loop.
func owningThread(uses []*effect.RootAccess) *effect.Thread {
	changes := map[token.Pos]map[token.Pos]bool{} // by the goroutine's start, or NoPos
	threads := map[token.Pos]*effect.Thread{}
	for _, u := range uses {
		if u.GuardOnly || !u.Op.Writes() || u.Op.Replaces() {
			continue
		}
		start := token.NoPos
		if u.Root.Kind == effect.Goroutine && !u.Root.Many() && !u.Periodic {
			start = u.Root.Pos
			threads[start] = u.Root.Thread
		}
		if changes[start] == nil {
			changes[start] = map[token.Pos]bool{}
		}
		changes[start][u.Pos.At()] = true
	}
	if len(threads) != 1 {
		return nil
	}
	for start, t := range threads {
		if len(changes[start]) > len(changes[token.NoPos]) {
			return t
		}
	}
	return nil
}
