package inventory

import (
	"cmp"
	"go/token"
	"maps"
	"reflect"
	"slices"

	"github.com/mapconcur/mapconcur/internal/callpath"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// laneID tells the lanes of a map from each other.
type laneID struct {
	kind LaneKind
	pos  token.Pos // of the start
	name string
}

type lane struct {
	Lane
	at map[token.Pos]*access
}

// An access is one on its way into the inventory.
type access struct {
	Access
	writes bool
	holds  bool // the guard, in every way in which the lane reaches it
}

// laneOf returns the lane of a root: one for all functions that anybody may
// call, one for all that are given away.
func (b *builder) laneOf(r *effect.Root) (laneID, Lane) {
	switch r.Kind {
	case effect.Goroutine:
		return b.threadLane(r.Thread, r.Many())
	case effect.Entry:
		return contractLane(r.Thread.Name)
	case effect.Main:
		return laneID{kind: Main}, Lane{Kind: Main, Name: "main"}
	case effect.Callback:
		return laneID{kind: Callback}, Lane{Kind: Callback, Name: "callbacks"}
	}
	return laneID{kind: Callers}, Lane{Kind: Callers, Name: "callers"}
}

// contractLane returns the lane of all functions that are called many times at once by one
// contract, wherever they are handed over.
func contractLane(name string) (laneID, Lane) {
	return laneID{kind: Entry, name: name}, Lane{Kind: Entry, Name: name, Start: Start{Many: true}}
}

// threadLane returns the lane of a goroutine: there is one for each place where goroutines start.
func (b *builder) threadLane(t *effect.Thread, many bool) (laneID, Lane) {
	if t.Served() {
		return contractLane(t.Name)
	}
	l := Lane{Kind: Goroutine, Name: t.Name, Start: Start{b.posn(t.Pos.At()), b.enclosing(t.Pos.At()), many || t.Many}}
	return laneID{Goroutine, t.Pos.At(), t.Name}, l
}

// addThreads gives each access to all threads that run it.
func (b *builder) addThreads() {
	positions := map[token.Pos]bool{}
	for _, e := range b.entries {
		for _, pos := range e.positions() {
			positions[pos] = true
		}
	}
	runners := callpath.Threads(b.Package, slices.Collect(maps.Keys(positions)))
	for _, e := range b.entries {
		for _, pos := range e.positions() {
			b.addRunners(e, pos, runners[pos])
		}
	}
}

// positions lists the positions of the accesses of a map.
func (e *entry) positions() []token.Pos {
	all := map[token.Pos]bool{}
	for _, l := range e.lanes {
		for pos := range l.at {
			all[pos] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// addRunners adds an access to the lanes of the threads that run it. They take the place of the
// function that starts goroutines, and of functions given away: what runs these is known.
func (b *builder) addRunners(e *entry, pos token.Pos, by callpath.Runners) {
	own, unknown := false, false
	for _, r := range by.Roots {
		own = own || r.Kind != effect.Goroutine
		unknown = unknown || r.Kind == effect.Callback
	}
	for _, r := range by.Roots {
		id, like := b.laneOf(r)
		if l := e.lanes[id]; l != nil {
			l.Many = l.Many || like.Many
		}
		if e.lanes[id] == nil || e.lanes[id].at[pos] == nil {
			b.addRun(e, id, like, pos, by.Accesses)
		}
	}
	for id := range e.lanes {
		if id.kind == Starter && own || id.kind == Callback && !unknown && len(by.Roots) > 0 {
			e.drop(id, pos)
		}
	}
}

// addRun adds an access to a lane with the locks of its own function, or as another lane has it
// if that is not known.
func (b *builder) addRun(e *entry, id laneID, like Lane, pos token.Pos, own []effect.Access) {
	for i := range own {
		m, held := e.held(&own[i])
		b.add(e, id, like, effect.ScopedAccess{Access: own[i]}, m, held)
	}
	if len(own) > 0 {
		return
	}
	for _, other := range slices.SortedFunc(maps.Keys(e.lanes), b.compareLanes) {
		if a := e.lanes[other].at[pos]; a != nil {
			clone := *a
			clone.Locks = slices.Clone(a.Locks)
			e.lane(id, like).at[pos] = &clone
			return
		}
	}
}

// lane returns a lane of a map.
func (e *entry) lane(id laneID, like Lane) *lane {
	l := e.lanes[id]
	if l == nil {
		l = &lane{Lane: like, at: map[token.Pos]*access{}}
		e.lanes[id] = l
	}
	return l
}

// drop removes an access from a lane.
func (e *entry) drop(id laneID, pos token.Pos) {
	delete(e.lanes[id].at, pos)
	if len(e.lanes[id].at) == 0 {
		delete(e.lanes, id)
	}
}

// merged joins the lanes of goroutines that make the same accesses: large programs start one
// function in many places.
func merged(lanes []Lane) (out []Lane) {
	for _, l := range lanes {
		i := slices.IndexFunc(out, func(m Lane) bool {
			return l.Kind == Goroutine && m.Kind == l.Kind && m.Name == l.Name && reflect.DeepEqual(m.Accesses, l.Accesses)
		})
		if i < 0 {
			out = append(out, l)
		} else {
			out[i].Also = append(out[i].Also, l.Start)
		}
	}
	return out
}

// oneThread reports whether a single goroutine makes all accesses to a map.
func (e *entry) oneThread() bool {
	if len(e.lanes) != 1 {
		return false
	}
	for id, l := range e.lanes {
		return !l.Many && (id.kind == Main || id.kind == Goroutine || id.kind == Starter)
	}
	return false
}

// confined reports whether a single goroutine uses a map that has no guard: nobody shares it.
func (e *entry) confined() bool {
	if !e.oneThread() {
		return false
	}
	name, _ := e.guardName()
	return name == ""
}

// isRacing reports whether a finding is about a map.
func (b *builder) isRacing(e *entry) bool {
	return slices.ContainsFunc(e.positions(), func(pos token.Pos) bool { return b.racing[pos] })
}

// compareLanes orders lanes: those of the package's own threads of execution
// behind those from which they start.
func (b *builder) compareLanes(x, y laneID) int {
	order := []LaneKind{Main, Starter, Callers, Entry, Callback, Goroutine}
	return cmp.Or(cmp.Compare(slices.Index(order, x.kind), slices.Index(order, y.kind)), b.Package.Compare(x.pos, y.pos), cmp.Compare(x.name, y.name))
}
