package candidate

import (
	"go/token"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/veto"
)

// partners are the uses of one variable in the ways by which [meets] picks
// the partners of one of them: looking at all pairs is slow where there are
// thousands of uses.
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

// of returns the uses that may be concurrent with a, and others.
func (p *partners) of(a *effect.RootAccess) []*effect.RootAccess {
	switch {
	case a.Root.Kind == effect.Entry:
		return p.byRoot[a.Root.Pos]
	case a.ByConstructor || a.Place.Kind == place.Global:
		return p.all
	}
	return p.byRecv[a.Root.Recv]
}

// alone reports whether nothing is concurrent with a, whatever it is.
func alone(a *effect.RootAccess) bool {
	changes := a.Op.Changes()
	switch {
	case a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global:
		return !a.Periodic || !changes
	case a.Root.Kind == effect.Entry:
		return a.Place.Kind == place.Value
	}
	return !a.ByConstructor && (!a.OfStarter || !changes)
}

// meets reports whether there is evidence that two uses of one field, by
// different roots, are of one object and can run at the same time. The first is
// of an object that this package shares.
func meets(a, b *effect.RootAccess) bool {
	if veto.GlobalByGoroutine(a) {
		return forEver(a, b)
	}
	if !ours(b) || !mayShareObject(a, b) {
		return false
	}
	switch {
	case a.Root.Kind == effect.Entry:
		otherEntry := b.Root.Kind == effect.Entry && a.Root.Pos == b.Root.Pos
		return a == b && a.Op.Writes() || otherEntry
	case b.Root.Kind == effect.API && a.OfStarter && !elements(a, b):
		// A constructor that starts a goroutine returns an object that two
		// threads have. Where a Start method does, what other methods write
		// may have been written before.
		return a.ByConstructor || a.Op.Changes() && !b.Op.Writes()
	case b.Root.Kind == effect.Goroutine && b.Root.Thread.Posted:
		return a.ByConstructor && !a.Root.Thread.Posted
	}
	return false
}

// elements reports whether one of two uses is of an element of a map, any of them.
func elements(a, b *effect.RootAccess) bool { return a.Place.ManyElems() || b.Place.ManyElems() }

// mayShareObject reports whether two uses of one field may be of one object: that of
// the goroutine's birth, or one of the same type.
func mayShareObject(a, b *effect.RootAccess) bool {
	if a.ByConstructor {
		return a.ConstructedPath == a.Place.Path || a.ConstructedPath == b.Place.Path
	}
	return a.Root.Recv == b.Root.Recv
}

// forEver reports whether a, a goroutine's change of a global map, is made again and again
// as long as the program runs, so that it is concurrent with b whenever b happens.
//
// False negative: b assigns the variable, which is read before or after.
func forEver(a, b *effect.RootAccess) bool {
	if !a.Periodic || !a.Op.Changes() || a.Pos == b.Pos {
		return false
	}
	global := b.Place.Kind == place.Global && !b.Op.Replaces() && ours(b)
	return global && (b.Root.Kind == effect.API || b.Root.Kind == effect.Entry || b.Root.Kind == effect.Callback)
}
