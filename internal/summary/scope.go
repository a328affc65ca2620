package summary

import (
	"go/token"
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

// flowOrder implements [effect.Order] by the control flow of the scope's function.
type flowOrder struct {
	*effect.SpawnScope
	flow      *order.Flow
	events    []*trace.Event // of the accesses, by the same indices
	manyCalls bool           // the function runs many times at once, by contract
}

// SpawnScopes yields the scopes of the package, callees first. Each is made when it is asked
// for, since together they would need most of the memory. Tests that nothing
// calls come last: they are summarized here, and again if the scopes are asked for again.
func (p *Package) SpawnScopes() iter.Seq[*effect.SpawnScope] {
	return func(yield func(*effect.SpawnScope) bool) {
		var buf scopeBuffer
		if !p.yieldScopes(p.order, &buf, yield) {
			return
		}
		if s := p.initScope(); s != nil && !yield(s) {
			return
		}
		for _, test := range p.LoneTests {
			goOn := p.yieldScopes(p.summarizeTest(test), &buf, yield)
			p.forget(test)
			if !goOn {
				return
			}
		}
	}
}

// summarizeTest summarizes the functions of a test that nothing calls.
func (p *Package) summarizeTest(test []*ssa.Function) [][]*ssa.Function {
	callees := func(fn *ssa.Function) []*ssa.Function {
		return slices.DeleteFunc(slices.Clone(p.Callees(fn)), func(c *ssa.Function) bool { return !slices.Contains(test, c) })
	}
	p.SyncSets = state.NewTable() // no set is shared with another test
	return p.summarizeAll(test, callees)
}

// SummarizeTest summarizes once more the test that nothing calls and that declares an access
// or call at a position. It returns a function that forgets the test again, nil if there is no
// such test.
func (p *Package) SummarizeTest(at token.Pos) (forget func()) {
	for _, test := range p.LoneTests {
		for _, fn := range test {
			for _, blk := range fn.Blocks {
				if slices.ContainsFunc(blk.Instrs, func(i ssa.Instruction) bool { return i.Pos() == at }) {
					p.summarizeTest(test)
					return func() { p.forget(test) }
				}
			}
		}
	}
	return nil
}

// scopeBuffer is the memory of the accesses of a scope and their events, which the next scope
// uses again.
type scopeBuffer struct {
	accesses []effect.ScopedAccess
	events   []*trace.Event
}

// yieldScopes yields the scopes of some functions. It reports whether more are wanted.
func (p *Package) yieldScopes(components [][]*ssa.Function, buf *scopeBuffer, yield func(*effect.SpawnScope) bool) bool {
	for _, component := range components {
		for _, fn := range component {
			if s := p.scopeOf(p.Of[fn], buf); s != nil && !yield(s) {
				return false
			}
		}
	}
	return true
}

// forget drops what is known about functions.
func (p *Package) forget(fns []*ssa.Function) {
	for _, fn := range fns {
		delete(p.Summaries, fn)
		delete(p.Of, fn)
		delete(p.Heaps.Of, fn)
		delete(p.Sites, fn)
		delete(p.EntryLocksets, fn)
		delete(p.CallerLocksets, fn)
	}
}

// initScope returns the scope in which the goroutines that the initialization of the package
// leaves running meet all its other functions, with their accesses to globals; nil if there
// are no such goroutines.
func (p *Package) initScope() *effect.SpawnScope {
	init := p.SSA.Func("init")
	sum := p.Summaries[init]
	if sum == nil || len(sum.Threads) == 0 {
		return nil
	}
	s := &effect.SpawnScope{Func: "init"}
	s.Order = effect.AfterInit{Scope: s}
	shared := map[place.Place]bool{}
	for a := range sum.All() {
		if a.Thread > 0 && a.Place.Kind == place.Global {
			s.Accesses = append(s.Accesses, effect.ScopedAccess{Access: a, Spawn: &sum.Threads[a.Thread-1]})
			shared[a.Place] = true
		}
	}
	for _, fn := range context.AfterInit(p.Flows) {
		f := p.Of[fn]
		for ev := range f.AllEvents() {
			for _, a := range ev.Accesses {
				if ev.Live && a.Thread == 0 && shared[a.Place] {
					a.Sync = a.Sync.Union(p.EntryLocksets[fn])
					s.Accesses = append(s.Accesses, effect.ScopedAccess{Access: a, Via: ssaq.InstrPos(ev.Instr)})
				}
			}
		}
	}
	return s
}

// scopeOf returns the scope of a function in the memory of buf, nil if the function starts no
// goroutine that accesses a map, and hands none over to one.
func (p *Package) scopeOf(f *order.Flow, buf *scopeBuffer) *effect.SpawnScope {
	handed := p.deliveries(f)
	if len(handed) == 0 && !spawns(f) {
		return nil
	}
	s := &effect.SpawnScope{Func: f.Fn.Name()}
	order := &flowOrder{SpawnScope: s, flow: f, manyCalls: f.Pkg.EntryName(f.Fn) != ""}
	s.Order = order
	entered := state.NewMemo(func(ms state.SyncSet) state.SyncSet { return ms.Union(f.Pkg.EntryLocksets[f.Fn]) })
	n := countAccesses(f)
	s.Accesses, order.events = slices.Grow(buf.accesses[:0], n), slices.Grow(buf.events[:0], n)
	for ev := range f.AllEvents() {
		if !ev.Live {
			continue
		}
		for _, a := range ev.Accesses {
			if a.Thread > 0 && ev.Threads[a.Thread-1].Posted {
				continue // false negative: the function may wait for what it posts in ways that are not seen
			}
			it := effect.ScopedAccess{Access: a, Via: ssaq.InstrPos(ev.Instr)}
			if a.ExpectsLock {
				it.Sync = it.Sync.With(&state.SyncFact{Kind: state.Write})
			}
			if a.Thread > 0 {
				it.Spawn = &ev.Threads[a.Thread-1]
				it.Repeats = it.Spawn.Many || f.Paths.InLoop(f.BlockOf(ev))
			} else {
				it.Sync = entered.Of(it.Sync)
			}
			s.Accesses, order.events = append(s.Accesses, it), append(order.events, ev)
		}
	}
	for i := range handed {
		for _, it := range handed[i].accesses(f) {
			s.Accesses, order.events = append(s.Accesses, it), append(order.events, handed[i].ev)
		}
	}
	buf.accesses, buf.events = s.Accesses, order.events
	return s
}

// spawns reports whether the function starts a goroutine that makes an access.
func spawns(f *order.Flow) bool {
	for ev := range f.AllEvents() {
		if ev.Live && slices.ContainsFunc(ev.Accesses, func(a effect.Access) bool { return a.Thread > 0 && !ev.Threads[a.Thread-1].Posted }) {
			return true
		}
	}
	return false
}

// MayHappenInParallel implements [effect.Order]: access j is made, or its goroutine started,
// after the goroutine of access i was started and before the function waits for that one.
func (s *flowOrder) MayHappenInParallel(i, j int) bool {
	a, o := &s.Accesses[i], &s.Accesses[j]
	if a.Spawn == nil {
		return false
	}
	if s.inTwoExecutions(i, j) {
		return true
	}
	if a.Spawn.Posted && o.Spawn != nil && o.Spawn.Posted {
		return false // a receiver takes what it is sent in its turn
	}
	ev := s.events[i]
	live := s.flow.Live(ev, &a.Access)
	if i == j || ev == s.events[j] {
		// The callee has its own scope. What is new here is that it may be called again while
		// its goroutine runs.
		again := live.Events.Has(ev.ID) && !(a.Spawn.AtMostOne(a.Place) && o.Spawn.AtMostOne(o.Place))
		return again || a.Spawn == o.Spawn && (a.Spawn.ByContract || a.Spawn.Many && a.InCallback && o.InCallback)
	}
	if a.Spawn.Parallel && o.Spawn == nil {
		return false // the goroutine starts after the function has returned
	}
	return live.Events.Has(s.events[j].ID)
}

// DistinctObjects implements [effect.Order]: between accesses i and j the function makes a new
// object at the root of p, or each of several executions at once has its own, while all
// share the map.
func (s *flowOrder) DistinctObjects(i, j int, p place.Place) bool {
	if p.Kind != place.Local {
		return false
	}
	if s.manyCalls && !context.OfRequest(s.flow, s.Accesses[i].Place) {
		return true
	}
	a, ev, other := &s.Accesses[i].Access, s.events[i], s.events[j]
	return s.flow.Live(ev, a).Events.Has(other.ID) && !s.flow.LiveUntil(ev, a, p.Name).Events.Has(other.ID)
}

// OneSender implements [effect.Order]: the wait may be for another sender if the function, or
// another goroutine, sends to the channel too.
func (s *flowOrder) OneSender(i int, p place.Place) bool {
	if p != p.Open() {
		return true
	}
	own := s.events[i]
	for ev := range s.flow.AllEvents() {
		switch {
		case ev.Kind == trace.EvSignal && (ev.SemaphoreOp || ev.IsClose) && ev.Place.Same(p):
			if s.Accesses[i].Spawn != nil || !ev.IsClose && s.flow.Paths.Follows(ev.Instr, own.Instr) {
				return false // what is received may have been sent before the access
			}
		case ev.Kind == trace.EvSpawn && slices.Contains(ev.LateSends, p):
			if ev != own || s.flow.Repeats(ev, p) {
				return false
			}
		}
	}
	return true
}

// inTwoExecutions reports whether access i, by a goroutine, and access j can happen in two
// executions of the function, which runs many times at once by contract: the executions share
// the map, and no lock excludes the two, neither one that the goroutine holds nor one that
// the function holds until the goroutine has ended.
func (s *flowOrder) inTwoExecutions(i, j int) bool {
	a := &s.Accesses[i]
	if !s.manyCalls || a.Spawn.AtMostOne(a.Place) || context.OfRequest(s.flow, a.Place) {
		return false
	}
	held := func(i int) state.SyncSet {
		it := &s.Accesses[i]
		if it.Spawn != nil {
			if live := s.flow.Live(s.events[i], &it.Access); !live.Outlives {
				return it.Sync.Union(live.Locks).Locks()
			}
		}
		return it.Sync.Locks()
	}
	return !slices.ContainsFunc(held(i).Excludes(held(j)), func(m *state.SyncFact) bool { return m.Place.Kind != place.Local })
}
