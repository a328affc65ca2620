package effect

import (
	"cmp"
	"go/token"
	"slices"
)

// Limits keep a summary small, so that the cost of the analysis is linear in the size of
// the code.
//
// False negative: what exceeds a limit is dropped, which -explain says.
const (
	MaxAccesses          = 192 // accesses in one summary
	MaxGathered          = 768 // accesses of one function, of which its summary keeps the top ranked
	MaxThreads           = 24  // goroutines in one summary
	MaxScalars           = 24  // accesses to scalars in one summary
	MaxStores            = 24  // places in one list of assignments, signals or waits of a summary
	MaxSignals           = 12  // channels and WaitGroups signalled in one function
	MaxTransitiveSignals = 40  // signals passed on in one function
)

// ReachedLimit says that a function has reached a limit: What exceeds it is ignored.
// Package program collects these, and -explain prints them.
type ReachedLimit struct {
	Pos  token.Pos // of the function
	Func string
	What string // "goroutines"
}

// TopRanked returns at most limit accesses: those that are most likely to be one side of a
// conflict. Accesses with fewer locks come first, then writes. What the function takes out of
// an atomic variable or the like comes last. The caller's own thread
// and the goroutines have half of the limit each. It overwrites its argument.
func TopRanked(as []Access, limit int) []Access {
	if len(as) <= limit {
		return as
	}
	rank := func(a Access) int {
		r := 2 * a.Sync.NumLocks()
		if !a.Op.Writes() {
			r++
		}
		if a.Place.Published() { // which the function has found itself
			r += limit
		}
		return r
	}
	slices.SortStableFunc(as, func(a, b Access) int { return cmp.Compare(rank(a), rank(b)) })
	own, others := SplitByThread(as, &[]Access{})
	kept := min(len(own), max(limit/2, limit-len(others)))
	return append(own[:kept:kept], others[:min(len(others), limit-kept)]...)
}

// SplitByThread moves the accesses of the caller's thread before those of goroutines, in
// place, and returns both parts. It reuses the memory of buf.
func SplitByThread(as []Access, buf *[]Access) (own, others []Access) {
	own, others = as[:0], (*buf)[:0]
	for _, a := range as {
		if a.Thread == 0 {
			own = append(own, a)
		} else {
			others = append(others, a)
		}
	}
	*buf = others
	n := len(own)
	copy(as[n:], others)
	return as[:n:n], slices.Clip(as[n:])
}
