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
type point struct {
	Marks state.SyncSet   // locks held, waits passed
	freed trace.SignalSet // signals that may have been given
	Dead  bool            // not reached
}

func joinPoints(a, b point) point {
	if a.Dead {
		return b
	}
	if b.Dead {
		return a
	}
	return point{Marks: state.Join(a.Marks, b.Marks), freed: a.freed | b.freed}
}

func equalPoints(a, b point) bool {
	return a.Dead == b.Dead && state.Equal(a.Marks, b.Marks) && a.freed == b.freed
}

// signal returns the set of one signal, the empty set if the function does not note
// it.
func (b *Flow) signal(p place.Place) trace.SignalSet {
	if i, ok := slices.BinarySearchFunc(b.signals, p, place.Compare); ok {
		return 1 << i
	}
	return 0
}

// maxEntries bounds how often the flow is repeated because the function is seen to be
// called with one more lock held. Each repetition mostly finds all that are left.
const maxEntries = 16

// Flow computes what holds at every event: forward over the control flow, the
// union of what holds on the paths. A lock that the function gives up without
// having taken it was held by its caller on entry, and so the flow is repeated
// with that lock.
func (b *Flow) Flow() {
	b.findToggles()
	for range maxEntries {
		before := b.Assumed
		b.run()
		if state.Equal(before, b.Assumed) {
			return
		}
	}
	b.Pkg.LimitReached(b.Fn, "locks that callers hold")
}

// findToggles notes the channels that the function both sends to and receives
// from, and what it signals at all.
func (b *Flow) findToggles() {
	sent, received := map[place.Place]bool{}, map[place.Place]bool{}
	b.joined = map[place.Place]bool{}
	b.toggles = map[place.Place]state.Kind{}
	for _, evs := range b.Events {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSignal && ev.Place.Known():
				b.signalled(ev.Place)
				sent[ev.Place] = sent[ev.Place] || ev.SemaphoreOp
			case ev.Kind == trace.EvJoin:
				b.joined[heap.Key(ev.Place)] = true
				received[ev.Place] = received[ev.Place] || ev.SemaphoreOp
			}
		}
	}
	for _, evs := range b.Edges {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSignal && ev.Place.Known():
				b.signalled(ev.Place)
			case ev.Kind == trace.EvJoin:
				b.joined[heap.Key(ev.Place)] = true
			}
		}
	}
	b.keepNearest()
	for p := range sent {
		if mode, ok := trace.Semaphore(b.Trace, p); ok && sent[p] && received[p] {
			b.toggles[p] = mode
		}
	}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Closing && sent[ev.Place] {
				ev.Kind = trace.EvNone // those who receive get what was sent
			}
		}
	}
}

// signalled notes a signal, unless nobody can be known to wait for it: a channel
// that is an unknown element of a collection is not certainly the same anywhere.
func (b *Flow) signalled(p place.Place) {
	if p.Same(p) {
		b.signals = effect.WithPlace(b.signals, p)
	}
}

// keepNearest bounds the signals, each of which marks all accesses before it.
// Those with the shortest ways are those that others are most likely to wait for.
func (b *Flow) keepNearest() {
	if len(b.signals) <= effect.MaxSignals {
		return
	}
	b.Pkg.LimitReached(b.Fn, "signals")
	slices.SortStableFunc(b.signals, func(p, q place.Place) int { return p.Len() - q.Len() })
	b.signals = b.signals[:effect.MaxSignals]
	slices.SortFunc(b.signals, place.Compare)
}

// run is one pass of the flow to its fixed point, in reverse postorder. It ends because
// what holds on entry to a block only grows, by marks of which the function has so many.
func (b *Flow) run() {
	blocks := b.Fn.Blocks
	in := make([]point, len(blocks))
	for i := range in {
		in[i].Dead = true
	}
	in[0] = point{Marks: b.Assumed}
	b.Exit, b.ReturnPoints = point{Dead: true}, nil
	b.ends = make([]state.SyncSet, len(blocks))
	order := ssaq.ReversePostorder(b.Fn)
	for changed := true; changed; {
		changed = false
		for _, blk := range order {
			if in[blk.Index].Dead {
				continue
			}
			out := b.through(blk, in[blk.Index])
			b.ends[blk.Index] = out.Marks
			for _, s := range blk.Succs {
				next := joinPoints(in[s.Index], b.over(blk, s, out))
				if !equalPoints(next, in[s.Index]) {
					in[s.Index], changed = next, true
				}
			}
		}
	}
	for _, blk := range order {
		if n := len(blk.Instrs); n > 0 && !in[blk.Index].Dead {
			if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
				p := b.through(blk, in[blk.Index])
				b.Exit = joinPoints(b.Exit, p)
				b.ReturnPoints = append(b.ReturnPoints, p)
			}
		}
	}
}

// through applies the events of a block and notes the state before each.
func (b *Flow) through(blk *ssa.BasicBlock, f point) point {
	evs := b.Events[blk.Index]
	for i, ev := range evs {
		ev.State, ev.Freed, ev.Live = f.Marks, f.freed, !f.Dead
		f = b.step(ev, f)
		if f.Dead {
			for _, ev := range evs[i+1:] {
				ev.Live = false
			}
			break
		}
	}
	return f
}

// over applies the events of an edge.
func (b *Flow) over(from, to *ssa.BasicBlock, f point) point {
	evs := b.Edges[trace.Edge{From: from.Index, To: to.Index}]
	for _, ev := range evs {
		f = b.step(ev, f)
	}
	return f
}

// step applies one event.
func (b *Flow) step(ev *trace.Event, f point) point {
	switch ev.Kind {
	case trace.EvLock:
		f.Marks = f.Marks.With(ev.Mark.OnlyIf(!ev.Maybe))
	case trace.EvUnlock:
		f.Marks = b.unlock(ev, f.Marks)
	case trace.EvLend:
		if !ev.Maybe && f.Marks.NumLocks() == 0 {
			b.Assumed = b.Assumed.With(ev.Mark)
		}
	case trace.EvJoin:
		f.Marks = b.toggle(ev, f.Marks)
		if ev.Place.Known() && !ev.Maybe {
			f.Marks = f.Marks.With(&state.SyncFact{Place: ev.Place, Kind: state.After, Must: true})
			if ev.Waits {
				f.Marks = f.Marks.With(&state.SyncFact{Place: ev.Place, Kind: state.AfterWait, Must: true})
			}
		}
	case trace.EvSignal:
		f.Marks = b.toggle(ev, f.Marks)
		f.freed |= b.signal(ev.Place)
	case trace.EvAdd:
		for _, p := range ev.Adds {
			f.Marks = f.Marks.Without(p, state.After)
		}
	case trace.EvSpawn: // a wait before the goroutine starts is no wait for it
		for _, a := range ev.Accesses {
			for _, m := range a.Sync {
				if m.Kind == state.Before {
					f.Marks = f.Marks.Without(m.Place, state.After)
				}
			}
		}
	case trace.EvExit:
		return point{Dead: true}
	}
	f.Marks = dropLost(f.Marks)
	return f
}

// dropLost removes the waits that do not hold on every path.
func dropLost(ms state.SyncSet) state.SyncSet {
	for _, m := range ms {
		if (m.Kind == state.After || m.Kind == state.AfterWait) && !m.Must {
			ms = ms.Without(m.Place, m.Kind)
		}
	}
	return ms
}

// unlock gives up a lock. If it is not held the function was called with it.
func (b *Flow) unlock(ev *trace.Event, ms state.SyncSet) state.SyncSet {
	m := ev.Mark
	if ms.Has(m.Place, m.Kind) {
		return ms.Without(m.Place, m.Kind)
	}
	for _, held := range ms { // another name of the same lock
		if held.Kind == m.Kind && m.Place.Known() && held.Place.Known() && held.Place.Owner == m.Place.Owner && held.Place.MayAlias(m.Place) {
			return ms.Without(held.Place, held.Kind)
		}
	}
	if !ev.Maybe && m.Place.Known() {
		b.Assumed = b.Assumed.With(&state.SyncFact{Place: m.Place, Kind: m.Kind, Must: true})
	}
	return ms
}

// toggle takes or gives back a channel that is used as a lock.
func (b *Flow) toggle(ev *trace.Event, ms state.SyncSet) state.SyncSet {
	mode, ok := b.toggles[ev.Place]
	if !ev.SemaphoreOp || !ok {
		return ms
	}
	if ms.Has(ev.Place, mode) {
		return ms.Without(ev.Place, mode)
	}
	return ms.With(&state.SyncFact{Place: ev.Place, Kind: mode})
}

// Annotate completes the marks of the accesses of every event.
func (b *Flow) Annotate() {
	b.findTransitiveSignals()
	added := map[place.Place]bool{}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == trace.EvAdd {
				for _, p := range ev.Adds {
					added[p] = true
				}
			}
		}
	}
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Live {
				b.annotateEvent(ev, added)
			}
		}
	}
}

func (b *Flow) annotateEvent(ev *trace.Event, added map[place.Place]bool) {
	if len(ev.Accesses)+len(ev.Calls) == 0 {
		return
	}
	marks := dropLost(ev.State)
	if ev.Kind == trace.EvSpawn {
		marks = only(marks, state.After)
	} else {
		marks = marks.Union(b.Runs)
		for i, p := range b.signals {
			if ev.Freed&(1<<i) == 0 {
				marks = marks.With(&state.SyncFact{Place: p, Kind: state.Before, Must: true})
			}
		}
	}
	if ev.Load != nil && len(ev.Accesses) == 1 {
		if a := &ev.Accesses[0]; !state.Equal(b.StateAt(ev.Load).Locks(), ev.State.Locks()) {
			a.LoadedSteps = int16(a.Place.Len()) // the variable was read under other locks
		}
	}
	trace.NoteOwnLock(b.Trace, ev, marks)
	complete := state.NewMemo(func(ms state.SyncSet) state.SyncSet {
		ms = ms.Union(marks)
		if ev.Kind == trace.EvSpawn {
			ms = b.relayed(ms)
		}
		for _, p := range ev.Adds { // Add within the goroutine may come after Wait
			if !added[p] {
				ms = ms.Without(p, state.Before)
			}
		}
		return b.Pkg.Marks.Intern(trace.Exclusive(b.Trace, ms))
	})
	for i := range ev.Accesses {
		ev.Accesses[i].Sync = complete.Of(ev.Accesses[i].Sync)
	}
	for i := range ev.Calls {
		ev.Calls[i].Sync = ev.Calls[i].Sync.Union(marks)
	}
}

func only(ms state.SyncSet, mode state.Kind) state.SyncSet {
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
func (b *Flow) StateAt(instr ssa.Instruction) state.SyncSet {
	blk := instr.Block()
	evs := b.Events[blk.Index]
	index := slices.Index(blk.Instrs, instr)
	for _, ev := range evs {
		if ev.Index >= index {
			return ev.State
		}
	}
	return b.ends[blk.Index]
}
