// Package conflict has the data of a finding: its two accesses, its category, what speaks
// for it, the locks that are held or missing, where it is reported, and its certainty.
// The other rooms exchange findings in this form.
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
	Self     bool
	Thread   *effect.Thread // the goroutine that runs one of them
	Lock     state.SyncFact // the lock that Other holds, if it holds one
	Locked   bool           // whether there is such a lock

	// Alike has the other findings of the same cause. Those of tests are what other
	// tests, or the same, do of that kind.
	Alike []Finding

	// ByTest is set if only a test of the package brings the two accesses together.
	ByTest      bool
	TestTouches bool // ByTest is set, and the test itself touches the map or calls what does

	// Held is the lock that Access holds, if both hold one: Lock is another.
	Held state.SyncFact
	// Semaphore is the channel that Other takes as a lock, if Access does not.
	Semaphore state.SyncFact

	Confidence Confidence           // of the evidence alone: see Certainty
	Doubts     doubt.Set            // what lowers it
	At         token.Pos            // where to report
	Indirect   bool                 // At is a call that leads to Access
	Via        token.Pos            // the call that leads to Access, if it matters which
	Copied     bool                 // of a map that is let out: within a struct
	Within     bool                 // of a map that is let out: with a pointer to the element that has it
	Lazy       bool                 // of a map that is let out: with an iterator over it
	Stripe     bool                 // Lock is one of several, chosen by a key
	Beside     bool                 // Lock guards the maps beside this one
	Cloned     bool                 // the map is shared with a clone of its object, which Other changes
	Sent       bool                 // the map is that of the headers of many requests
	Computed   bool                 // of a lost update: the value is computed from the one that was looked up
	Guards     []*effect.RootAccess // accesses that hold Lock, of a map with a guard

	Frozen   *effect.FrozenWrite // of FrozenWrite
	Internal *effect.Internal    // of MapInternals, which is about no access
	Stated   token.Pos           // the statement that Lock is the guard, if there is one

	// Guard is the lock that the access ought to hold, if HasGuard is set; Way
	// leads from the object of that lock to the map.
	Guard    state.SyncFact
	Way      string
	HasGuard bool

	// Racing holds all accesses of the same map that conflict with another
	// one, the two above among them: what a repair has to put under a lock.
	Racing []effect.ScopedAccess
}

// Confidence says how much of a finding was seen.
type Confidence uint8

const (
	Proved   Confidence = iota // the start of the goroutine and both accesses
	Likely                     // a discipline of the code's own, which one access breaks
	Possible                   // a convention
)

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
