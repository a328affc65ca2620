// Package conflict has the data of a finding: its two accesses, its category, what speaks
// for it, the locks that are held or missing, where it is reported, and its certainty.
// The packages from candidate to report exchange findings in this form. What the command
// reads of them in the output of go vet is in package finding.
//
// A new category is a row in category.go. What does not belong here: how a finding comes
// to be (candidate), why one is silent (veto), which findings are one cause (judge), and
// its words (report).
package conflict

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Finding is a pair of accesses that survived every veto. Access is the one to
// change, Other the one that it conflicts with; they are the same access if
// several goroutines execute it.
type Finding struct {
	Category Category
	Access   effect.ScopedAccess
	Other    effect.ScopedAccess
	Self     bool // Access and Other are one access
	Evidence
	Concurrency
	Locks
	Location
	Doubts doubt.Set // what lowers the confidence of the evidence: see Certainty

	// Racing holds all accesses of the same map that conflict with another
	// one, the two above among them: what a repair has to put under a lock.
	Racing []effect.ScopedAccess
	// Alike has the other findings of the same cause. Those of tests are what other
	// tests, or the same, do of that kind.
	Alike []Finding
}

// Concurrency says which threads make the two accesses.
type Concurrency struct {
	Thread      *effect.Thread // the goroutine that makes one of them, nil if it is not seen to start
	ByTest      bool           // only a test of the package brings them together
	TestTouches bool           // ByTest is set, and the test itself touches the map or calls what does
}

// Locks says which locks are held and which one is missing.
type Locks struct {
	Lock      state.SyncFact       // the lock that Other holds, if it holds one
	Locked    bool                 // Other holds Lock, Access does not
	Held      state.SyncFact       // the lock that Access holds, if both hold one: Lock is another
	Semaphore state.SyncFact       // the channel that Other takes as a lock, if Access does not
	Guards    []*effect.RootAccess // accesses that hold Lock, of a map with a guard
	Stated    token.Pos            // the statement that Lock is the guard, if there is one

	// Guard is the lock that the access ought to hold, if HasGuard is set; Way
	// leads from the object of that lock to the map.
	Guard    state.SyncFact
	Way      string
	HasGuard bool
}

// Location says where a finding is reported.
type Location struct {
	At       token.Pos
	Indirect bool      // At is a call that leads to Access
	Via      token.Pos // the call that leads to Access, if it matters which
}

// Without returns the finding with those of its cause alone that drop does not
// want gone; ok is false if none is left.
func (f Finding) Without(drop func(Finding) bool) (left Finding, ok bool) {
	all := append([]Finding{f}, f.Alike...)
	all[0].Alike = nil
	if all = slices.DeleteFunc(all, drop); len(all) == 0 {
		return Finding{}, false
	}
	left = all[0]
	left.Alike = all[1:]
	return left, true
}
