// Package candidate has the generators, one file each. A generator looks at the accesses of a
// package for one kind of evidence that two of them can run at the same time. It yields the
// pairs that have this evidence, in groups, and filters nothing else:
//
//	spawned.go    a goroutine and the function that starts it
//	guarded.go    a map that has a guard, inferred or stated; leak.go: and leaves its function
//	object.go     an object that has its own goroutine, or that serves many requests
//	striped.go    one of several locks, chosen by a key
//	testimony.go, charge.go  a lock that another access to the map holds
//	token.go      a map that is handed around in a channel
//	ondemand.go   a map that exported functions fill when they need to
//	registered.go an object that everybody gets by its name
//	packagestate.go  a package variable that exported functions change as they work
//	perobject.go  a lock for each object, one map for all
//	callback.go  a function that unknown code may run on several goroutines at once
//	claimed.go, sharedmap.go  a map that several structs share
//	frozen.go, given.go  a map that was published, or given away, is changed in place
//	lostupdate.go a store that depends on an earlier look-up
//	scalar.go, scalarscope.go, halfatomic.go  flags, counters and pointers
//	single.go     findings that need no second goroutine
//
// all.go lists the generators. sides.go, classify.go, partners.go, semaphore.go and uses.go
// have what several of them need.
//
// What does not belong here: the reasons against a pair (packages veto and doubt), the
// choice among pairs and findings (judge), and patterns that need no second thread (detect,
// whose patterns some generators turn into groups).
package candidate

import (
	"go/token"
	"iter"
	"slices"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// A Group is the candidates of one question, such as "does this access conflict with one
// that holds the guard?". The judge asks what speaks against each pair and reports the best
// of those that are left. A group is valid until the next one is made.
type Group struct {
	Pairs iter.Seq[conflict.Pair]
	// BestFirst is set if the pairs come in the order in which they are preferred. The judge
	// then reports the first one that is left.
	BestFirst bool
	// Finding makes the finding of a pair. The judge adds the doubts.
	Finding func(conflict.Pair) conflict.Finding
}

// Groups is the groups of a generator.
type Groups = iter.Seq[Group]

// one returns the group of one pair.
func one(p conflict.Pair, finding func(conflict.Pair) conflict.Finding) Group {
	return Group{Pairs: slices.Values([]conflict.Pair{p}), Finding: finding}
}

// lone returns the group of a pattern that has one access, or no access at all.
func lone(category conflict.Category, kind conflict.EvidenceKind, at token.Pos, it *effect.ScopedAccess) Group {
	return one(conflict.InPattern(kind, it, it, nil), func(p conflict.Pair) conflict.Finding {
		return onlyOne(category, kind, at, *it)
	})
}
