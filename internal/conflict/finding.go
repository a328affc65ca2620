// Package conflict has the data of a finding: its two accesses, its category, the evidence
// for it, the locks that are held or missing, where it is reported, and its certainty.
// The packages from candidate to report exchange findings in this form. Package finding
// has the form in which the command reads them from the output of go vet.
//
// A new category is a row in category.go. What does not belong here: how a finding comes
// to be (candidate), what speaks against it (veto, doubt), which findings have one cause (judge), and
// its words (report).
package conflict

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Finding is a pair of accesses that no veto silenced. Access is the one to change, Other
// the one that it conflicts with. Both are the same access if several goroutines execute it.
type Finding struct {
	Category Category
	Access   effect.ScopedAccess
	Other    effect.ScopedAccess
	Self     bool // Access and Other are one access
	Evidence
	Concurrency
	Locks
	Location
	Doubts []Doubt // they lower the confidence of the evidence: see Certainty

	// Racing has all accesses to the same map that conflict with another one, Access and
	// Other among them: a repair has to put all of them under a lock.
	Racing []effect.ScopedAccess
	// Ways has the pairs of thread roots that lead to conflicts of this cause, nil if there are
	// more than [MaxWays].
	Ways []Way
	// Alike has the other findings with the same cause. In a finding that only tests show,
	// they are the other places where tests do the same.
	Alike []Finding
}

// Concurrency says which threads make the two accesses.
type Concurrency struct {
	Thread      *effect.Thread // the goroutine that makes one of them, nil if it is not seen to start
	ByTest      bool           // only a test of the package brings them together
	TestTouches bool           // with ByTest: the test itself makes or calls the access
}

// Locks says which locks are held and which one is missing.
type Locks struct {
	Lock      state.SyncFact       // the lock that Other holds, if it holds one
	Locked    bool                 // Other holds Lock, Access does not
	Held      state.SyncFact       // the lock that Access holds, if it differs from Lock
	Semaphore state.SyncFact       // the channel that Other takes as a lock and Access does not
	Guards    []*effect.RootAccess // accesses that hold Lock, of a map with a guard
	Stated    token.Pos            // the statement that Lock is the guard, if there is one

	// Guard is the lock that the access should hold, if HasGuard is set; Way is the path
	// from the object of that lock to the map.
	Guard    state.SyncFact
	Way      string
	HasGuard bool
}

// Location says where a finding is reported.
type Location struct {
	At       token.Pos
	Indirect bool      // At is a call that leads to Access
	Via      token.Pos // the call that leads to Access, if the message needs it
}

// Without removes from a finding and its Alike those that drop accepts. It returns the rest
// as one finding; ok is false if none is left.
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
