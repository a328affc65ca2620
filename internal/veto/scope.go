package veto

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// scopePair is two accesses of a scope, by their indices. The access i is made by a
// goroutine.
type scopePair struct {
	scope *effect.SpawnScope
	i, j  int
}

// Scope returns the vetoes against the accesses i, of a goroutine, and j of a scope.
func Scope(rec *ledger.Record, s *effect.SpawnScope, i, j int) ledger.Verdict {
	return ask(rec, scopeVetoes, scopePair{s, i, j})
}

func (m scopePair) items() (a, b *effect.ScopedAccess) {
	return &m.scope.Accesses[m.i], &m.scope.Accesses[m.j]
}

// scopeVetoes are the reasons why two accesses of a scope are not a conflict.
var scopeVetoes = []veto[scopePair]{
	when("ordered by the start or the end of the goroutine", func(m scopePair) bool { return !m.scope.MayHappenInParallel(m.i, m.j) }),
	when("whoever gets the map may wait for the goroutine", func(m scopePair) bool {
		a, b := m.items()
		return b.Op == state.OpReturn && awaitedElsewhere(&a.Access)
	}),
	func(m scopePair) ledger.Rule {
		rule, _ := m.tied()
		return rule
	},
	func(m scopePair) ledger.Rule { return ledger.Rule(m.scope.Excused(m.i, m.j)) },
	when("own variable", func(m scopePair) bool {
		a, b := m.items()
		return ownVariable(&a.Access, &b.Access) || ownVariable(&b.Access, &a.Access)
	}),
	when("fields of different types", func(m scopePair) bool {
		a, b := m.items()
		return a.Field != b.Field && a.Field != "" && b.Field != ""
	}),
	when(perhapsLocked, func(m scopePair) bool {
		_, perhaps := m.tied()
		return perhaps
	}),
	when(otherElements, func(m scopePair) bool {
		a, b := m.items()
		return a.Place.ManyElems() && (m.i == m.j || !elementsGuarded(a, b) && !elementsGuarded(b, a))
	}),
}

// tied returns the rule that certainly keeps two accesses apart: a common lock, a common
// semaphore, or an order by a channel. If there is no such rule, perhaps reports whether one
// may apply.
func (m scopePair) tied() (rule ledger.Rule, perhaps bool) {
	a, b := m.items()
	for _, fact := range a.Sync.Excludes(b.Sync) {
		if m.scope.DistinctObjects(m.i, m.j, fact.Place) || m.fromSeveral(fact) {
			continue
		}
		if sure(fact, b.Sync) {
			return excluded(fact), false
		}
		perhaps = b.Op != state.OpReturn // the caller that gets the map does not hold the lock
	}
	return "", perhaps
}

// fromSeveral reports whether several threads signal the channel or WaitGroup that orders
// two accesses. Another thread's signal may then have ended the wait.
func (m scopePair) fromSeveral(order *state.SyncFact) bool {
	switch order.Kind {
	case state.Before:
		return !m.scope.OneSender(m.i, order.Place)
	case state.After:
		return !m.scope.OneSender(m.j, order.Place)
	}
	return false
}

// Vetoes that rest on an assumption: they silence a pair without a proof.
const (
	otherElements = "different elements, if their keys differ"
	perhapsLocked = "common lock, if it is the same one and held on all paths"
)

// Assumed reports whether a veto rests on an assumption about what the analyzer does not
// know: the key of an element, the object of a lock, what a test sets up.
func Assumed(veto ledger.Rule) bool {
	switch veto {
	case otherElements, perhapsLocked, effect.MayNotStart, effect.StopsTimer, effect.Answered:
		return true
	}
	return false
}

// awaitedElsewhere reports whether a goroutine signals its end by a channel or WaitGroup
// that is not local to the function which starts it. Other functions may then wait for the
// goroutine.
func awaitedElsewhere(a *effect.Access) bool {
	return slices.ContainsFunc(a.Sync, func(m *state.SyncFact) bool {
		return m.Kind == state.Before && m.Place.Kind != place.Local
	})
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

func excluded(m *state.SyncFact) ledger.Rule {
	switch m.Kind {
	case state.Write, state.Read:
		return "common lock"
	case state.Semaphore:
		return "common semaphore"
	case state.OnceBody:
		return "once"
	case state.OnEventLoop:
		return "one event loop"
	case state.Before:
		return "before a receive"
	}
	return "after a send"
}

// ownVariable reports whether b assigns the variable that a had read before, or changes the
// map that b's function has just assigned to it. The map of a is then another one.
func ownVariable(a, b *effect.Access) bool {
	return (b.Op == state.OpReplace || b.MaybeReplaced) && int(a.LoadedSteps) >= a.Place.Len()
}

// elementsGuarded reports whether a holds a lock of an object on the path to its element and
// b holds no lock. The lock then guards the elements too, and two unknown elements may be
// the same.
//
// Assumes: without such a lock, every goroutine has its own element.
func elementsGuarded(a, b *effect.ScopedAccess) bool {
	if _, locked := guard.HeldLock(b); locked || a.Repeats || b.Repeats {
		return false
	}
	for _, m := range a.Sync.Locks() {
		if _, ok := guard.WayFrom(m.Place, a.Place); ok {
			return true
		}
	}
	return false
}
