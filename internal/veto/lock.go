package veto

import (
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The conditions of vetoes about what excludes: locks, semaphores, Once bodies, event loops,
// and channels that order.

// surelyExcluded returns the rule that certainly keeps the accesses of a scope apart: a
// common lock, a common semaphore, or an order by a channel.
func surelyExcluded(p *conflict.Pair) ledger.Rule {
	rule, _ := tied(p)
	return rule
}

// perhapsExcluded reports whether such a rule may apply. A caller that gets the map does not
// hold the lock.
func perhapsExcluded(p *conflict.Pair) bool {
	_, perhaps := tied(p)
	return perhaps && p.B.Op != state.OpReturn
}

// tied returns the rule that certainly keeps two accesses of a scope apart. If there is none,
// perhaps reports whether one may apply.
func tied(p *conflict.Pair) (rule ledger.Rule, perhaps bool) {
	for _, fact := range p.A.Sync.Excludes(p.B.Sync) {
		if p.Scope.DistinctObjects(p.A.Index, p.B.Index, fact.Place) || fromSeveral(p, fact) {
			continue
		}
		if sure(fact, p.B.Sync) {
			return exclusions[fact.Kind], false
		}
		perhaps = true
	}
	return "", perhaps
}

// fromSeveral reports whether several threads signal the channel or WaitGroup that orders
// two accesses. Another thread's signal may then have ended the wait.
func fromSeveral(p *conflict.Pair, order *state.SyncFact) bool {
	switch order.Kind {
	case state.Before:
		return !p.Scope.OneSender(p.A.Index, order.Place)
	case state.After:
		return !p.Scope.OneSender(p.B.Index, order.Place)
	}
	return false
}

// sure reports whether m, a fact of one access, and a fact of another access certainly
// exclude each other. Locks must belong to one object and be held on every path.
func sure(m *state.SyncFact, others state.SyncSet) bool {
	if m.Kind > state.Read {
		return true
	}
	return slices.ContainsFunc(others, func(n *state.SyncFact) bool {
		return state.Tied(m.Kind, n.Kind) && m.Must && n.Must && m.Place.Same(n.Place)
	})
}

// exclusions has the rules of the facts that exclude, by kind.
var exclusions = [...]ledger.Rule{
	state.Write:       "common lock",
	state.Read:        "common lock",
	state.Semaphore:   "common semaphore",
	state.OnceBody:    "once",
	state.OnEventLoop: "one event loop",
	state.Before:      "before a receive",
	state.After:       "after a send",
}

// mayExclude reports whether locks or other facts of two accesses may keep them apart,
// whatever the objects of the locks are.
func mayExclude(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	for _, m := range a.Sync {
		for _, n := range b.Sync {
			ofOneCall := guard.OfOneCall(a, m) || guard.OfOneCall(b, n)
			if exclusive(m, n) && !ofOneCall && mayBeOneLock(m, n) {
				return true
			}
			ofOneOwner := m.Place.Owner != "" && m.Place.Owner == n.Place.Owner
			if m.Kind > state.Read && ofOneOwner && state.Tied(m.Kind, n.Kind) {
				return true
			}
		}
	}
	return guard.HoldsUnknown(a) || guard.HoldsUnknown(b) && !b.Op.Writes()
}

// exclusive reports whether two facts are locks and one of them is held for writing.
func exclusive(m, n *state.SyncFact) bool {
	return max(m.Kind, n.Kind) <= state.Read && min(m.Kind, n.Kind) == state.Write
}

// mayBeOneLock reports whether two locks may be the same, whatever their objects are.
func mayBeOneLock(m, n *state.SyncFact) bool {
	if m.Place.Wild && !siblings(m.Place.Owner, n.Place.Owner) {
		return true
	}
	a, b := guard.KeyOf(m), guard.KeyOf(n)
	return a == "" || b == "" || a == b
}

// siblings reports whether two locks, "pkg.T.field", are different fields of one struct.
//
// Assumes: a field that points to a lock does not point to another lock of its struct.
func siblings(a, b string) bool {
	i, j := strings.LastIndexByte(a, '.'), strings.LastIndexByte(b, '.')
	return i > 0 && j > 0 && a[:i] == b[:j] && a != b
}

// leftToCallers: see [guard.Variable.LeftToCallers].
func leftToCallers(p *conflict.Pair) bool { return p.Of.LeftToCallers(p.A.ByRoot) }

func guardOffWay(p *conflict.Pair) bool {
	return !strings.HasSuffix(p.A.Place.AnyKeys(), p.Of.Way)
}

func nearerLock(p *conflict.Pair) bool { return p.Of.Nearer(p.A.ByRoot) }

// otherOwner reports whether the guard belongs to an object outside the one with the map,
// and the two accesses reach the map through objects of different types. Each of these has
// its own guard.
func otherOwner(p *conflict.Pair) bool {
	a, b := p.A.ByRoot, p.B.ByRoot
	if !guard.Inner(p.Of.Way) || p.Of.OfOwner(a) {
		return false
	}
	sameOwner := a.Root.Recv == b.Root.Recv && a.Place.Path == b.Place.Path && !p.Of.OtherOwner(a)
	return !sameOwner
}
