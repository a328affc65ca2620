package order

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Point is what holds at one point of a function.
type Point struct {
	Sync      state.SyncSet   // locks held, waits passed
	signalled trace.SignalSet // signals that may have been given
	Dead      bool            // not reached
}

func joinPoints(a, b Point) Point {
	if a.Dead {
		return b
	}
	if b.Dead {
		return a
	}
	return Point{Sync: state.Join(a.Sync, b.Sync), signalled: a.signalled | b.signalled}
}

func equalPoints(a, b Point) bool {
	return a.Dead == b.Dead && state.Equal(a.Sync, b.Sync) && a.signalled == b.signalled
}

// maxReruns bounds how often the flow is repeated because the function turns out to be
// called with one more lock held. One repetition usually finds all of these locks.
const maxReruns = 16

// Run computes what holds at every event, by a forward flow that joins the paths. A lock
// that the function releases without having acquired it is held by its caller on entry;
// then the flow is repeated with that lock.
func (f *Flow) Run() {
	addOutcomeJoins(f)
	findSignals(f)
	findImpliedWaits(f)
	for range maxReruns {
		before := f.Assumed
		f.fixedPoint()
		if state.Equal(before, f.Assumed) {
			return
		}
	}
	f.Pkg.LimitReached(f.Fn, "locks that callers hold")
}

// fixedPoint repeats the flow in reverse postorder until nothing changes. It ends because
// what holds on entry to a block only changes in one direction, and there are finitely many
// locks and waits in a function.
func (f *Flow) fixedPoint() {
	blocks := f.Fn.Blocks
	in := make([]Point, len(blocks))
	for i := range in {
		in[i].Dead = true
	}
	in[0] = Point{Sync: f.Assumed}
	f.blockEnds = make([]state.SyncSet, len(blocks))
	order := ssaq.ReversePostorder(f.Fn)
	for changed := true; changed; {
		changed = false
		for _, blk := range order {
			if in[blk.Index].Dead {
				continue
			}
			out := f.throughBlock(blk, in[blk.Index])
			f.blockEnds[blk.Index] = out.Sync
			for _, s := range blk.Succs {
				next := joinPoints(in[s.Index], f.alongEdge(blk, s, out))
				if !equalPoints(next, in[s.Index]) {
					in[s.Index], changed = next, true
				}
			}
		}
	}
	f.findReturns(order, in)
}

// findReturns notes what holds at the returns, given what holds on entry to the blocks.
func (f *Flow) findReturns(order []*ssa.BasicBlock, in []Point) {
	f.Exit, f.ReturnPoints, f.outcomes = Point{Dead: true}, nil, nil
	for _, blk := range order {
		if n := len(blk.Instrs); n == 0 || in[blk.Index].Dead {
			continue
		}
		if _, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return); ok {
			pt := f.throughBlock(blk, in[blk.Index])
			f.Exit = joinPoints(f.Exit, pt)
			f.ReturnPoints = append(f.ReturnPoints, pt)
			f.noteOutcomes(blk, pt, in)
		}
	}
}

// throughBlock applies the events of a block and notes what holds before each.
func (f *Flow) throughBlock(blk *ssa.BasicBlock, pt Point) Point {
	evs := f.Events[blk.Index]
	for i, ev := range evs {
		ev.Sync, ev.Signalled, ev.Live = pt.Sync, pt.signalled, !pt.Dead
		pt = f.step(ev, pt)
		if pt.Dead {
			for _, ev := range evs[i+1:] {
				ev.Live = false
			}
			break
		}
	}
	return pt
}

// alongEdge applies the events of an edge.
func (f *Flow) alongEdge(from, to *ssa.BasicBlock, pt Point) Point {
	for _, ev := range f.Edges[trace.Edge{From: from.Index, To: to.Index}] {
		pt = f.step(ev, pt)
	}
	return pt
}

// step applies one event.
func (f *Flow) step(ev *trace.Event, pt Point) Point {
	switch ev.Kind {
	case trace.EvLock:
		pt.Sync = pt.Sync.With(ev.Lock.OnlyIf(!ev.Maybe))
	case trace.EvUnlock:
		pt.Sync = f.release(ev, pt.Sync)
	case trace.EvLend:
		if !ev.Maybe && pt.Sync.NumLocks() == 0 {
			f.Assumed = f.Assumed.With(ev.Lock)
		}
	case trace.EvJoin:
		pt.Sync = f.withImplied(withJoin(f.semaphoreOp(ev, pt.Sync), ev), ev)
	case trace.EvSignal:
		pt.Sync = f.semaphoreOp(ev, pt.Sync)
		pt.signalled |= f.signal(ev.Place)
	case trace.EvAdd:
		for _, p := range ev.Adds {
			pt.Sync = pt.Sync.Without(p, state.After)
		}
	case trace.EvSpawn:
		pt.Sync = withoutWaitsFor(pt.Sync, ev)
	case trace.EvExit:
		return Point{Dead: true}
	}
	pt.Sync = dropMaybeWaits(pt.Sync)
	return pt
}

// withJoin returns what holds after a wait, in addition to what held before.
func withJoin(held state.SyncSet, ev *trace.Event) state.SyncSet {
	if !ev.Place.Known() || ev.Maybe {
		return held
	}
	held = held.With(&state.SyncFact{Place: ev.Place, Kind: state.After, Must: true})
	if ev.WaitGroup {
		held = held.With(&state.SyncFact{Place: ev.Place, Kind: state.AfterWait, Must: true})
	}
	return held
}

// withoutWaitsFor returns what holds after goroutines have started: an earlier wait for
// what they signal was not a wait for them.
func withoutWaitsFor(held state.SyncSet, start *trace.Event) state.SyncSet {
	for _, a := range start.Accesses {
		for _, m := range a.Sync {
			if m.Kind == state.Before {
				held = held.Without(m.Place, state.After)
			}
		}
	}
	return held
}

// dropMaybeWaits removes the waits that only some paths have passed.
func dropMaybeWaits(held state.SyncSet) state.SyncSet {
	for _, m := range held {
		if (m.Kind == state.After || m.Kind == state.AfterWait) && !m.Must {
			held = held.Without(m.Place, m.Kind)
		}
	}
	return held
}

// release returns what is held after the release of a lock. If the function did not hold the
// lock, its caller does on entry.
func (f *Flow) release(ev *trace.Event, held state.SyncSet) state.SyncSet {
	m := ev.Lock
	if held.Has(m.Place, m.Kind) {
		return held.Without(m.Place, m.Kind)
	}
	for _, h := range held {
		if h.Kind == m.Kind && isOtherName(h.Place, m.Place) {
			return held.Without(h.Place, h.Kind)
		}
	}
	if !ev.Maybe && m.Place.Known() {
		f.Assumed = f.Assumed.With(&state.SyncFact{Place: m.Place, Kind: m.Kind, Must: true})
	}
	return held
}

// isOtherName reports whether p and q may be two names of the same lock.
func isOtherName(p, q place.Place) bool {
	return p.Known() && q.Known() && p.Owner == q.Owner && p.MayAlias(q)
}

// semaphoreOp returns what is held after a send or receive: if the channel is a semaphore,
// the function acquires or releases it.
func (f *Flow) semaphoreOp(ev *trace.Event, held state.SyncSet) state.SyncSet {
	kind, ok := f.semaphores[ev.Place]
	if !ev.SemaphoreOp || !ok {
		return held
	}
	if held.Has(ev.Place, kind) {
		if ev.Kind == trace.EvSignal { // another goroutine may have received what the function gives back
			held = held.Without(ev.Place, state.After)
		}
		return held.Without(ev.Place, kind)
	}
	return held.With(&state.SyncFact{Place: ev.Place, Kind: kind})
}

// Released returns those of some locks that the function does not hold when it returns.
func (f *Flow) Released(held state.SyncSet) state.SyncSet {
	var out state.SyncSet
	for _, m := range held {
		if !f.Exit.Sync.Has(m.Place, m.Kind) && !f.Assumed.Has(m.Place, m.Kind) {
			out = append(out, m)
		}
	}
	return out
}
