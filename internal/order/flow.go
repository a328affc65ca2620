package order

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// point is what holds at one point of a function.
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

// signal returns the set of one signal, the empty set if the function does not note
// it.
func (f *Flow) signal(p place.Place) trace.SignalSet {
	if i, ok := slices.BinarySearchFunc(f.signals, p, place.Compare); ok {
		return 1 << i
	}
	return 0
}

// maxEntries bounds how often the flow is repeated because the function is seen to be
// called with one more lock held. Each repetition mostly finds all that are left.
const maxReruns = 16

// Flow computes what holds at every event: forward over the control flow, the
// union of what holds on the paths. A lock that the function gives up without
// having taken it was held by its caller on entry, and so the flow is repeated
// with that lock.
func (f *Flow) Run() {
	f.findSignals()
	for range maxReruns {
		before := f.Assumed
		f.run()
		if state.Equal(before, f.Assumed) {
			return
		}
	}
	f.Pkg.LimitReached(f.Fn, "locks that callers hold")
}

// findToggles notes the channels that the function both sends to and receives
// from, and what it signals at all.
func (f *Flow) findSignals() {
	sent, received := map[place.Place]bool{}, map[place.Place]bool{}
	f.joined = map[place.Place]bool{}
	f.semaphores = map[place.Place]state.Kind{}
	for _, evs := range f.Events {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSignal && ev.Place.Known():
				f.noteSignal(ev.Place)
				sent[ev.Place] = sent[ev.Place] || ev.SemaphoreOp
			case ev.Kind == trace.EvJoin:
				f.joined[heap.Key(ev.Place)] = true
				received[ev.Place] = received[ev.Place] || ev.SemaphoreOp
			}
		}
	}
	for _, evs := range f.Edges {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSignal && ev.Place.Known():
				f.noteSignal(ev.Place)
			case ev.Kind == trace.EvJoin:
				f.joined[heap.Key(ev.Place)] = true
			}
		}
	}
	f.keepNearest()
	for p := range sent {
		if mode, ok := heap.SemaphoreKind(f.Heap, p); ok && sent[p] && received[p] {
			f.semaphores[p] = mode
		}
	}
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.IsClose && sent[ev.Place] {
				ev.Kind = trace.EvNone // those who receive get what was sent
			}
		}
	}
}

// signalled notes a signal, unless nobody can be known to wait for it: a channel
// that is an unknown element of a collection is not certainly the same anywhere.
func (f *Flow) noteSignal(p place.Place) {
	if p.Same(p) {
		f.signals = effect.WithPlace(f.signals, p)
	}
}

// keepNearest bounds the signals, each of which marks all accesses before it.
// Those with the shortest ways are those that others are most likely to wait for.
func (f *Flow) keepNearest() {
	if len(f.signals) <= effect.MaxSignals {
		return
	}
	f.Pkg.LimitReached(f.Fn, "signals")
	slices.SortStableFunc(f.signals, func(p, q place.Place) int { return p.Len() - q.Len() })
	f.signals = f.signals[:effect.MaxSignals]
	slices.SortFunc(f.signals, place.Compare)
}

// run is one pass of the flow to its fixed point, in reverse postorder. It ends because
// what holds on entry to a block only grows, by marks of which the function has so many.
func (f *Flow) run() {
	blocks := f.Fn.Blocks
	in := make([]Point, len(blocks))
	for i := range in {
		in[i].Dead = true
	}
	in[0] = Point{Sync: f.Assumed}
	f.Exit, f.ReturnPoints = Point{Dead: true}, nil
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
	for _, blk := range order {
		if n := len(blk.Instrs); n > 0 && !in[blk.Index].Dead {
			if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
				p := f.throughBlock(blk, in[blk.Index])
				f.Exit = joinPoints(f.Exit, p)
				f.ReturnPoints = append(f.ReturnPoints, p)
			}
		}
	}
}

// through applies the events of a block and notes the state before each.
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

// over applies the events of an edge.
func (f *Flow) alongEdge(from, to *ssa.BasicBlock, pt Point) Point {
	evs := f.Edges[trace.Edge{From: from.Index, To: to.Index}]
	for _, ev := range evs {
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
		pt.Sync = f.semaphoreOp(ev, pt.Sync)
		if ev.Place.Known() && !ev.Maybe {
			pt.Sync = pt.Sync.With(&state.SyncFact{Place: ev.Place, Kind: state.After, Must: true})
			if ev.WaitGroup {
				pt.Sync = pt.Sync.With(&state.SyncFact{Place: ev.Place, Kind: state.AfterWait, Must: true})
			}
		}
	case trace.EvSignal:
		pt.Sync = f.semaphoreOp(ev, pt.Sync)
		pt.signalled |= f.signal(ev.Place)
	case trace.EvAdd:
		for _, p := range ev.Adds {
			pt.Sync = pt.Sync.Without(p, state.After)
		}
	case trace.EvSpawn: // a wait before the goroutine starts is no wait for it
		for _, a := range ev.Accesses {
			for _, m := range a.Sync {
				if m.Kind == state.Before {
					pt.Sync = pt.Sync.Without(m.Place, state.After)
				}
			}
		}
	case trace.EvExit:
		return Point{Dead: true}
	}
	pt.Sync = dropMaybeWaits(pt.Sync)
	return pt
}

// dropLost removes the waits that do not hold on every path.
func dropMaybeWaits(ms state.SyncSet) state.SyncSet {
	for _, m := range ms {
		if (m.Kind == state.After || m.Kind == state.AfterWait) && !m.Must {
			ms = ms.Without(m.Place, m.Kind)
		}
	}
	return ms
}

// unlock gives up a lock. If it is not held the function was called with it.
func (f *Flow) release(ev *trace.Event, ms state.SyncSet) state.SyncSet {
	m := ev.Lock
	if ms.Has(m.Place, m.Kind) {
		return ms.Without(m.Place, m.Kind)
	}
	for _, held := range ms { // another name of the same lock
		if held.Kind == m.Kind && m.Place.Known() && held.Place.Known() && held.Place.Owner == m.Place.Owner && held.Place.MayAlias(m.Place) {
			return ms.Without(held.Place, held.Kind)
		}
	}
	if !ev.Maybe && m.Place.Known() {
		f.Assumed = f.Assumed.With(&state.SyncFact{Place: m.Place, Kind: m.Kind, Must: true})
	}
	return ms
}

// toggle takes or gives back a channel that is used as a lock.
func (f *Flow) semaphoreOp(ev *trace.Event, ms state.SyncSet) state.SyncSet {
	mode, ok := f.semaphores[ev.Place]
	if !ev.SemaphoreOp || !ok {
		return ms
	}
	if ms.Has(ev.Place, mode) {
		return ms.Without(ev.Place, mode)
	}
	return ms.With(&state.SyncFact{Place: ev.Place, Kind: mode})
}

// Annotate completes the marks of the accesses of every event.
func (f *Flow) Annotate() {
	f.findTransitiveSignals()
	added := map[place.Place]bool{}
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvAdd {
				for _, p := range ev.Adds {
					added[p] = true
				}
			}
		}
	}
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Live {
				f.annotateEvent(ev, added)
			}
		}
	}
}

func (f *Flow) annotateEvent(ev *trace.Event, added map[place.Place]bool) {
	if len(ev.Accesses)+len(ev.Calls) == 0 {
		return
	}
	marks := dropMaybeWaits(ev.Sync)
	if ev.Kind == trace.EvSpawn {
		marks = ofKind(marks, state.After)
	} else {
		marks = marks.Union(f.EventLoops)
		for i, p := range f.signals {
			if ev.Signalled&(1<<i) == 0 {
				marks = marks.With(&state.SyncFact{Place: p, Kind: state.Before, Must: true})
			}
		}
	}
	if ev.Load != nil && len(ev.Accesses) == 1 {
		if a := &ev.Accesses[0]; !state.Equal(f.StateAt(ev.Load).Locks(), ev.Sync.Locks()) {
			a.ByVal = int16(a.Place.Len()) // the variable was read under other locks
		}
	}
	noteOwnLock(f, ev, marks)
	complete := state.NewMemo(func(ms state.SyncSet) state.SyncSet {
		ms = ms.Union(marks)
		if ev.Kind == trace.EvSpawn {
			ms = f.withTransitive(ms)
		}
		for _, p := range ev.Adds { // Add within the goroutine may come after Wait
			if !added[p] {
				ms = ms.Without(p, state.Before)
			}
		}
		return f.Pkg.SyncSets.Intern(heap.RefineSemaphores(f.Heap, ms))
	})
	for i := range ev.Accesses {
		ev.Accesses[i].Sync = complete.Of(ev.Accesses[i].Sync)
	}
	for i := range ev.Calls {
		ev.Calls[i].Sync = ev.Calls[i].Sync.Union(marks)
	}
}

func ofKind(ms state.SyncSet, mode state.Kind) state.SyncSet {
	var out state.SyncSet
	for _, m := range ms {
		if m.Kind == mode {
			out = append(out, m)
		}
	}
	return out
}

// StateAt returns what holds at an instruction: the state of the event at or
// after it in its block, else of the last before.
func (f *Flow) StateAt(instr ssa.Instruction) state.SyncSet {
	blk := instr.Block()
	evs := f.Events[blk.Index]
	index := slices.Index(blk.Instrs, instr)
	for _, ev := range evs {
		if ev.Index >= index {
			return ev.Sync
		}
	}
	return f.blockEnds[blk.Index]
}
