package candidate

import (
	"go/token"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// partners indexes the accesses of one variable by the properties that [meets] asks for. To
// compare all pairs is slow if a variable has thousands of accesses.
type partners struct {
	all    []*effect.RootAccess
	byRecv map[string][]*effect.RootAccess
	byRoot map[token.Pos][]*effect.RootAccess
}

func newPartners(uses []*effect.RootAccess) *partners {
	p := &partners{byRecv: map[string][]*effect.RootAccess{}, byRoot: map[token.Pos][]*effect.RootAccess{}}
	for _, b := range uses {
		if !b.GuardOnly {
			p.all = append(p.all, b)
			p.byRecv[b.Root.Recv] = append(p.byRecv[b.Root.Recv], b)
			p.byRoot[b.Root.Pos] = append(p.byRoot[b.Root.Pos], b)
		}
	}
	return p
}

// of returns a superset of the accesses that [meets] accepts as concurrent with a.
func (p *partners) of(a *effect.RootAccess) []*effect.RootAccess {
	switch {
	case a.Root.Kind == effect.Entry && !a.OfStarter:
		return p.byRoot[a.Root.Pos]
	case a.ByConstructor || a.Place.Kind == place.Global:
		return p.all
	}
	return p.byRecv[a.Root.Recv]
}

// alone reports whether no access can be concurrent with a, whatever the other access is.
func alone(a *effect.RootAccess) bool {
	changes := a.Op.Changes()
	switch {
	case a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global:
		return !a.Periodic || !changes
	case a.Root.Kind == effect.Entry:
		return a.Place.Kind == place.Value
	}
	return !a.OfStarter
}

// meets reports whether there is evidence that two accesses to one field, made by different
// roots, are to one object and can run at the same time. The caller has checked that this
// package shares the object of a.
func meets(a, b *effect.RootAccess) bool {
	if veto.GlobalByGoroutine(a) {
		return forEver(a, b)
	}
	if !ours(b) || !mayShareObject(a, b) {
		return false
	}
	switch {
	case a.Root.Kind == effect.Entry && b.Root.Kind != effect.API:
		otherEntry := b.Root.Kind == effect.Entry && a.Root.Pos == b.Root.Pos
		return a == b && a.Op.Writes() || otherEntry
	case b.Root.Kind == effect.API && a.OfStarter && !elements(a, b):
		// A constructor that starts a goroutine returns an object that two threads have. If
		// a Start method starts the goroutine, other methods may have written to the object
		// before, unless they need what that method makes.
		afterStart := b.Phase == effect.AfterStart && !b.Op.Replaces() && a.Place.Path == b.Place.Path
		return a.ByConstructor || a.Op.Changes() && !b.Op.Writes() || afterStart
	case b.Root.Kind == effect.Goroutine && b.Root.Thread.Posted:
		return a.ByConstructor && !a.Root.Thread.Posted
	case b.Root.Kind == effect.Goroutine && unordered(a) && unordered(b) && !elements(a, b):
		samePath := a.Place.Path == b.Place.Path || a.LeadsTo(b.Place.Path)
		return samePath && !b.ByConstructor && byTwoCalls(a.Root, b.Root)
	}
	return false
}

// unordered reports whether a goroutine works on the object of its starter, and neither holds a
// lock nor gives a signal after the access, so that nobody can wait for it.
func unordered(u *effect.RootAccess) bool {
	signals := slices.ContainsFunc(u.Sync, func(m *state.SyncFact) bool { return m.Kind == state.Before })
	return u.Root.Kind == effect.Goroutine && u.OfStarter && withoutLock(u) && !signals
}

// byTwoCalls reports whether two calls start two goroutines: calls of one method that gives each
// goroutine something, or of two methods. The scope of a function that starts both shows their
// order.
func byTwoCalls(a, b *effect.Root) bool {
	if a.Pos == b.Pos {
		return a.Count == effect.EachCall
	}
	return !slices.ContainsFunc(a.StartedBy, func(p token.Pos) bool { return slices.Contains(b.StartedBy, p) })
}

// elements reports whether one of two accesses is to an unknown element of a map.
func elements(a, b *effect.RootAccess) bool { return a.Place.ManyElems() || b.Place.ManyElems() }

// mayShareObject reports whether two accesses to one field may be to one object: the object
// that was constructed with the goroutine, or an object of the same type.
func mayShareObject(a, b *effect.RootAccess) bool {
	if a.ByConstructor {
		startedByHelper := a.Root.Kind == effect.Goroutine && a.OnReceiver()
		return !startedByHelper && a.LeadsTo(a.Place.Path) || a.LeadsTo(b.Place.Path)
	}
	return a.Root.Recv == b.Root.Recv
}

// forEver reports whether a is a change of a global map that a goroutine repeats as long as
// the program runs, so that a is concurrent with b whenever b runs.
//
// False negative: b assigns the variable, and another goroutine reads it before or after.
func forEver(a, b *effect.RootAccess) bool {
	if !a.Periodic || !a.Op.Changes() || a.Pos == b.Pos {
		return false
	}
	global := b.Place.Kind == place.Global && !b.Op.Replaces() && ours(b)
	return global && (b.Root.Kind == effect.API || b.Root.Kind == effect.Entry || b.Root.Kind == effect.Callback)
}
