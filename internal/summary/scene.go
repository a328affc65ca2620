package summary

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// flowOrder is the order of a scene as the control flow of its function tells it.
type flowOrder struct {
	*effect.SpawnScope
	b    *order.Flow
	evs  []*trace.Event // of the items
	many bool           // by contract many run the function at once
}

// Scenes yields the scenes of the package, callees first. Each is made when it is
// asked for: together they would be the largest part of the memory. Tests that are
// alone come last, and are summarised for that: a second time if they are asked for
// again.
func (e *Package) Scenes() iter.Seq[*effect.SpawnScope] {
	return func(yield func(*effect.SpawnScope) bool) {
		e := e
		var buf []effect.ScopedAccess
		all := func(order [][]*ssa.Function) bool {
			for _, scc := range order {
				for _, fn := range scc {
					s := scene(e.Of[fn], buf)
					if s == nil {
						continue
					}
					buf = s.Accesses
					if !yield(s) {
						return false
					}
				}
			}
			return true
		}
		if !all(e.order) {
			return
		}
		if s := e.initScene(); s != nil && !yield(s) {
			return
		}
		for _, test := range e.Alone {
			own := func(fn *ssa.Function) []*ssa.Function {
				return slices.DeleteFunc(slices.Clone(e.Callees(fn)), func(c *ssa.Function) bool { return !slices.Contains(test, c) })
			}
			e.Marks = state.NewTable() // none of its sets is in another test
			goOn := all(e.summarizeAll(test, own))
			e.forget(test)
			if !goOn {
				return
			}
		}
	}
}

// forget drops all that is known of functions.
func (e *Package) forget(fns []*ssa.Function) {
	for _, fn := range fns {
		delete(e.Summaries, fn)
		delete(e.Of, fn)
		delete(e.Sites, fn)
		delete(e.EntryLocksets, fn)
		delete(e.CallerLocksets, fn)
	}
}

// initScene is the scene in which the goroutines that the initialisation of
// the package leaves running meet all its other functions: of globals only.
func (e *Package) initScene() *effect.SpawnScope {
	init := e.SSA.Func("init")
	sum := e.Summaries[init]
	if sum == nil || len(sum.Threads) == 0 {
		return nil
	}
	s := &effect.SpawnScope{Func: "init"}
	s.Order = effect.AfterInit{Scene: s}
	shared := map[place.Place]bool{}
	for a := range sum.All() {
		if a.Thread > 0 && a.Place.Kind == place.Global {
			s.Accesses = append(s.Accesses, effect.ScopedAccess{Access: a, Spawn: &sum.Threads[a.Thread-1]})
			shared[a.Place] = true
		}
	}
	for _, fn := range context.AfterInit(e.Flows) {
		b := e.Of[fn]
		for _, evs := range b.Events {
			for _, ev := range evs {
				for _, a := range ev.Accesses {
					if ev.Live && a.Thread == 0 && shared[a.Place] {
						a.Sync = a.Sync.Union(e.EntryLocksets[fn])
						s.Accesses = append(s.Accesses, effect.ScopedAccess{Access: a, Via: ssaq.InstrPos(ev.Instr)})
					}
				}
			}
		}
	}
	return s
}

// scene returns the function as a scene, nil if it starts no goroutine that
// touches a map. Its items are put into buf.
func scene(b *order.Flow, buf []effect.ScopedAccess) *effect.SpawnScope {
	if !spawns(b) {
		return nil
	}
	s := &effect.SpawnScope{Func: b.Fn.Name()}
	order := &flowOrder{SpawnScope: s, b: b, many: b.Pkg.EntryName(b.Fn) != "", evs: make([]*trace.Event, 0, count(b))}
	s.Order = order
	entered := state.NewMemo(func(ms state.SyncSet) state.SyncSet { return ms.Union(b.Pkg.EntryLocksets[b.Fn]) })
	s.Accesses = slices.Grow(buf[:0], count(b))
	for _, evs := range b.Events {
		for _, ev := range evs {
			if !ev.Live {
				continue
			}
			for _, a := range ev.Accesses {
				if a.Thread > 0 && ev.Threads[a.Thread-1].Posted {
					continue // who posts it may wait for it in ways that are not seen
				}
				it := effect.ScopedAccess{Access: a, Via: ssaq.InstrPos(ev.Instr)}
				if a.ExpectsLock {
					it.Sync = it.Sync.With(&state.SyncFact{Kind: state.Write})
				}
				if a.Thread > 0 {
					it.Spawn = &ev.Threads[a.Thread-1]
					it.Repeats = it.Spawn.Many || b.Flows.InLoop(b.BlockOf(ev))
				} else {
					it.Sync = entered.Of(it.Sync)
				}
				s.Accesses, order.evs = append(s.Accesses, it), append(order.evs, ev)
			}
		}
	}
	return s
}

// spawns reports whether the function starts a goroutine that touches a map.
func spawns(b *order.Flow) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Live && slices.ContainsFunc(ev.Accesses, func(a effect.Access) bool { return a.Thread > 0 && !ev.Threads[a.Thread-1].Posted }) {
				return true
			}
		}
	}
	return false
}

// MayHappenInParallel reports whether items i, of a goroutine, and j can run at the same
// time, as far as the control flow of the scene tells: j is executed, or its
// goroutine started, after that of i was and before i's is waited for.
func (s *flowOrder) MayHappenInParallel(i, j int) bool {
	a, o := &s.Accesses[i], &s.Accesses[j]
	if a.Spawn == nil {
		return false
	}
	if s.inTwo(i, j) {
		return true
	}
	ev := s.evs[i]
	live := s.b.Live(ev, &a.Access)
	if i == j || ev == s.evs[j] {
		// The callee has been a scene itself; new here is only that it is
		// called again while its goroutine runs.
		again := live.Events.Has(ev.Id) && !(a.Spawn.AtMostOne(a.Place) && o.Spawn.AtMostOne(o.Place))
		return again || a.Spawn == o.Spawn && (a.Spawn.ByContract || a.Spawn.Many && a.InCallback && o.InCallback)
	}
	if a.Spawn.Parallel && o.Spawn == nil {
		return false // starts when the function has returned
	}
	return live.Events.Has(s.evs[j].Id)
}

// Renewed reports whether the object at p is certainly another one for each of
// items i and j: between the two, the value that it is rooted in is made anew, or
// each execution of the function has its own, while all have the map. A lock like
// that protects nothing.
func (s *flowOrder) Renewed(i, j int, p place.Place) bool {
	if p.Kind != place.Local {
		return false
	}
	if s.many && !context.OfRequest(s.b, s.Accesses[i].Place) {
		return true
	}
	a, ev, other := &s.Accesses[i].Access, s.evs[i], s.evs[j]
	return s.b.Live(ev, a).Events.Has(other.Id) && !s.b.LiveUntil(ev, a, p.Name).Events.Has(other.Id)
}

// OneSender reports whether a receive from the channel at p, or a wait for p,
// is ordered after what item i does before it signals p: not if others send to
// that channel too, since the receive may get theirs.
func (s *flowOrder) OneSender(i int, p place.Place) bool {
	if p != p.Open() {
		return true
	}
	own := s.evs[i]
	for _, evs := range s.b.Events {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSignal && (ev.SemaphoreOp || ev.Closing) && ev.Place.Same(p) && s.Accesses[i].Spawn != nil:
				return false
			case ev.Kind == trace.EvSpawn && slices.Contains(ev.Sends, p):
				if ev != own || s.b.Repeats(ev, p) {
					return false
				}
			}
		}
	}
	return true
}

// inTwo reports whether items i, of a goroutine, and j can meet in two executions of the
// scene's function, which a contract lets run at once: they touch a map that all
// executions have, and no lock keeps the goroutines of one from those of another, of
// their own or held while the function waits for them.
func (s *flowOrder) inTwo(i, j int) bool {
	a := &s.Accesses[i]
	if !s.many || a.Spawn.AtMostOne(a.Place) || context.OfRequest(s.b, a.Place) {
		return false
	}
	held := func(i int) state.SyncSet {
		it := &s.Accesses[i]
		if it.Spawn != nil {
			if live := s.b.Live(s.evs[i], &it.Access); !live.Exit {
				return it.Sync.Union(live.Locks).Locks()
			}
		}
		return it.Sync.Locks()
	}
	return !slices.ContainsFunc(held(i).Excludes(held(j)), func(m *state.SyncFact) bool { return m.Place.Kind != place.Local })
}
