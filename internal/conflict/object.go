package conflict

import (
	"go/token"
	"slices"
	"strings"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Objects returns the findings of maps of an object that has a goroutine of its
// own, or that serves many requests at once: what the goroutine does to the
// map against what the object's other methods do.
func Objects(vs *Variables, rec *Record) []Finding {
	var out []Finding
	for _, k := range vs.maps.order {
		if strings.HasSuffix(k, "}") {
			continue // elements: mostly one for each goroutine
		}
		if fs := beside(vs.maps.of[k], rec); len(fs) > 0 { // one cause: the map has no guard
			best := merge(fs[0], Finding{}, false)
			for _, f := range fs[1:] {
				best = merge(f, best, true)
			}
			out = append(out, best)
		}
	}
	return out
}

// maxPairs bounds the conflicts of one variable: each access of a map without any
// lock has one with each other.
const maxPairs = 4096

// beside returns the conflicts between concurrent roots of one variable.
func beside(uses []*effect.RootAccess, rec *Record) []Finding {
	var out []Finding
	partners := newPartners(uses)
	owner := owningThread(uses)
	takers := takersOf(func(yield func(*effect.Access) bool) {
		for _, u := range uses {
			if !u.GuardOnly && !yield(&u.Access) {
				return
			}
		}
	})
	runsIt := when("the callback may be what the goroutine runs", func(p pair) bool { return reaches(p.a.Root, p.b, uses) })
	vetoes := slices.Concat(objectVetoes, pairVetoes, []veto[pair]{runsIt})
	for _, a := range uses {
		if !a.Root.Many && a.Root.Kind != effect.Goroutine || a.GuardOnly || alone(a) || !ours(a) || a.Waited() && !rec.hears() {
			continue
		}
		for _, b := range partners.of(a) {
			if !a.Op.Writes() && !b.Op.Writes() || !meets(a, b) {
				continue
			}
			p := pair{a, b}
			if why := judge(rec, vetoes, p); why.silent() {
				rec.silentPair(p.a, p.b, why)
				continue
			}
			if len(out) == maxPairs {
				rec.silentPair(p.a, p.b, verdict{first: "there are more pairs than are looked at"})
				return out
			}
			x, y := a.Scoped(), b.Scoped()
			x.Spawn, y.Spawn = a.Root.Thread, b.Root.Thread
			f := finding(&x, &y, a == b)
			if owner != nil && f.Access.Spawn == owner && f.Other.Spawn != owner {
				f.blameOther()
			}
			takers.forgotten(&f)
			f.Confidence = Likely
			out = append(out, f)
		}
	}
	return unlessEmpty(out)
}

// owningThread returns the one goroutine that makes most of the changes to a map, as
// the event loop of an object does, nil if there is none: who comes from outside is to
// change. One that refreshes the map when the time has come is no event loop.
func owningThread(uses []*effect.RootAccess) *effect.Thread {
	changes := map[token.Pos]map[token.Pos]bool{} // by the start of the goroutine, NoPos for all else
	threads := map[token.Pos]*effect.Thread{}
	for _, u := range uses {
		if u.GuardOnly || !u.Op.Writes() || u.Op.Replaces() {
			continue
		}
		start := token.NoPos
		if u.Root.Kind == effect.Goroutine && !u.Root.Many && !u.Paced {
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

// blameOther makes the other access of a pair without locks the one to change.
func (f *Finding) blameOther() {
	if f.Locked || f.Held.Place.Known() || f.Category == RLockWrite {
		return
	}
	f.Access, f.Other = f.Other, f.Access
	f.At = f.Access.Pos.At()
}

// reaches reports whether b, a callback's, is also an access of the one goroutine
// that root is: the callback is then most likely what the goroutine runs.
func reaches(root *effect.Root, b *effect.RootAccess, uses []*effect.RootAccess) bool {
	return b.Root.Kind == effect.Callback && root.Kind == effect.Goroutine && !root.Many &&
		slices.ContainsFunc(uses, func(u *effect.RootAccess) bool {
			return u.Root.Kind == effect.Goroutine && u.Root.Pos == root.Pos && u.Pos == b.Pos
		})
}

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
	case a.Born || a.Place.Kind == place.Global:
		return p.all
	}
	return p.byRecv[a.Root.Recv]
}

// alone reports whether nothing is concurrent with a, whatever it is.
func alone(a *effect.RootAccess) bool {
	changes := a.Op.Writes() && a.Op != state.OpReplace
	switch {
	case a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global:
		return !a.Paced || !changes
	case a.Root.Kind == effect.Entry:
		return a.Place.Kind == place.Value
	}
	return !a.Born && (!a.Owned || !changes)
}

// objectVetoes are the reasons why two uses of one field, that [meets] says of that they
// may be of one object, are not.
var objectVetoes = []veto[pair]{
	when("the others have been waited for", func(p pair) bool { return p.a.Waited() || p.b.Waited() }),
	// The same way from an object of another type.
	when("the object is of another type", func(p pair) bool {
		return p.a.Born && !ofGlobal(p.a) && p.a.BornOf != p.b.Root.Recv && p.a.BornPath == p.b.Place.Path
	}),
	when("another object of a collection", func(p pair) bool {
		return p.a.Born && !ofGlobal(p.a) && strings.Contains(p.a.BornPath, "[") && p.a.BornPath != p.b.Place.Path
	}),
	when("the object may belong to the request", func(p pair) bool {
		return p.a.Root.Kind == effect.Entry && (p.a.Place.Kind == place.Value || p.b.Place.Kind == place.Value)
	}),
	when("the loop may be there to call it", func(p pair) bool {
		return ofGlobal(p.a) && p.b.Root.Kind == effect.Callback && slices.ContainsFunc(p.a.Sync, func(m *state.SyncFact) bool { return m.Kind == state.OnEventLoop })
	}),
}

// ofGlobal reports whether a use is of a global map by a goroutine.
func ofGlobal(a *effect.RootAccess) bool {
	return a.Root.Kind == effect.Goroutine && a.Place.Kind == place.Global
}

// meets reports whether there is evidence that two uses of one field, by
// different roots, are of one object and can run at the same time. The first is
// of an object that this package shares.
func meets(a, b *effect.RootAccess) bool {
	if ofGlobal(a) {
		return forEver(a, b)
	}
	if !ours(b) || a.Root.Recv != b.Root.Recv && !a.Born || a.Born && a.BornPath != a.Place.Path && a.BornPath != b.Place.Path {
		return false
	}
	switch {
	case a.Root.Kind == effect.Entry:
		return a == b && a.Op.Writes() || b.Root.Kind == effect.Entry && a.Root.Pos == b.Root.Pos
	case b.Root.Kind == effect.API && a.Owned && !a.Place.ManyElems() && !b.Place.ManyElems():
		// A constructor that starts a goroutine returns an object that two
		// threads have. Where a Start method does, what other methods write
		// may have been written before.
		return a.Born || a.Op.Writes() && a.Op != state.OpReplace && !b.Op.Writes()
	case b.Root.Kind == effect.Goroutine && b.Root.Thread.Posted:
		return a.Born && !a.Root.Thread.Posted
	}
	return false
}

// ours reports whether a use is of an object that this package shares, not one that a
// function is given or, in another package, one of its own. The map of a collection that
// another package declares belongs to whoever keeps the collection in a variable; what
// that points to may be kept by others, who have an order of their own.
func ours(u *effect.RootAccess) bool {
	return (u.Pos.Text == "" || u.Outer != "" && u.OuterOwn) && (u.Born || shared(u))
}

// forEver reports whether a, the write of a goroutine to a global map, is made
// again and again as long as the program runs: whenever b happens, it happens
// beside it. What is assigned anew is read before or after, nobody cares which.
func forEver(a, b *effect.RootAccess) bool {
	return a.Paced && a.Op.Writes() && a.Op != state.OpReplace && b.Op != state.OpReplace && ours(b) && b.Place.Kind == place.Global &&
		(b.Root.Kind == effect.API || b.Root.Kind == effect.Entry || b.Root.Kind == effect.Callback) && a.Pos != b.Pos
}
