package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// point is what holds at one point of a function.
type point struct {
	marks state.Marks // locks held, waits passed
	freed signalSet   // signals that may have been given
	dead  bool        // not reached
}

func joinPoints(a, b point) point {
	if a.dead {
		return b
	}
	if b.dead {
		return a
	}
	return point{marks: state.Join(a.marks, b.marks), freed: a.freed | b.freed}
}

func equalPoints(a, b point) bool {
	return a.dead == b.dead && state.Equal(a.marks, b.marks) && a.freed == b.freed
}

// signalSet is a set of the function's signals: a bit for each.
type signalSet uint16

// signal returns the set of one signal, the empty set if the function does not note
// it.
func (b *builder) signal(p place.Place) signalSet {
	if i, ok := slices.BinarySearchFunc(b.signals, p, place.Compare); ok {
		return 1 << i
	}
	return 0
}

// insert returns the sorted set a with p. It owns a.
func insert(a []place.Place, p place.Place) []place.Place {
	i, ok := slices.BinarySearchFunc(a, p, place.Compare)
	if ok {
		return a
	}
	return slices.Insert(a, i, p)
}

// maxEntries bounds how often the flow is repeated because the function is seen to be
// called with one more lock held. Each repetition mostly finds all that are left.
const maxEntries = 16

// flow computes what holds at every event: forward over the control flow, the
// union of what holds on the paths. A lock that the function gives up without
// having taken it was held by its caller on entry, and so the flow is repeated
// with that lock.
func (b *builder) flow() {
	b.findToggles()
	for range maxEntries {
		before := b.assumed
		b.run()
		if state.Equal(before, b.assumed) {
			return
		}
	}
	b.eng.cut(b.fn, "locks that callers hold")
}

// findToggles notes the channels that the function both sends to and receives
// from, and what it signals at all.
func (b *builder) findToggles() {
	sent, received := map[place.Place]bool{}, map[place.Place]bool{}
	b.joined = map[place.Place]bool{}
	b.toggles = map[place.Place]state.Mode{}
	for _, evs := range b.events {
		for _, ev := range evs {
			switch {
			case ev.kind == evSignal && ev.place.Known():
				b.signalled(ev.place)
				sent[ev.place] = sent[ev.place] || ev.toggle
			case ev.kind == evJoin:
				b.joined[key(ev.place)] = true
				received[ev.place] = received[ev.place] || ev.toggle
			}
		}
	}
	for _, evs := range b.edges {
		for _, ev := range evs {
			switch {
			case ev.kind == evSignal && ev.place.Known():
				b.signalled(ev.place)
			case ev.kind == evJoin:
				b.joined[key(ev.place)] = true
			}
		}
	}
	b.keepNearest()
	for p := range sent {
		if mode, ok := b.semaphore(p); ok && sent[p] && received[p] {
			b.toggles[p] = mode
		}
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.closing && sent[ev.place] {
				ev.kind = evNone // those who receive get what was sent
			}
		}
	}
}

// signalled notes a signal, unless nobody can be known to wait for it: a channel
// that is an unknown element of a collection is not certainly the same anywhere.
func (b *builder) signalled(p place.Place) {
	if p.Same(p) {
		b.signals = insert(b.signals, p)
	}
}

// keepNearest bounds the signals, each of which marks all accesses before it.
// Those with the shortest ways are those that others are most likely to wait for.
func (b *builder) keepNearest() {
	if len(b.signals) <= maxSignals {
		return
	}
	b.eng.cut(b.fn, "signals")
	slices.SortStableFunc(b.signals, func(p, q place.Place) int { return p.Len() - q.Len() })
	b.signals = b.signals[:maxSignals]
	slices.SortFunc(b.signals, place.Compare)
}

// run is one pass of the flow to its fixed point, in reverse postorder. It ends because
// what holds on entry to a block only grows, by marks of which the function has so many.
func (b *builder) run() {
	blocks := b.fn.Blocks
	in := make([]point, len(blocks))
	for i := range in {
		in[i].dead = true
	}
	in[0] = point{marks: b.assumed}
	b.exit, b.returnPoints = point{dead: true}, nil
	b.ends = make([]state.Marks, len(blocks))
	order := reversePostorder(b.fn)
	for changed := true; changed; {
		changed = false
		for _, blk := range order {
			if in[blk.Index].dead {
				continue
			}
			out := b.through(blk, in[blk.Index])
			b.ends[blk.Index] = out.marks
			for _, s := range blk.Succs {
				next := joinPoints(in[s.Index], b.over(blk, s, out))
				if !equalPoints(next, in[s.Index]) {
					in[s.Index], changed = next, true
				}
			}
		}
	}
	for _, blk := range order {
		if n := len(blk.Instrs); n > 0 && !in[blk.Index].dead {
			if _, ok := blk.Instrs[n-1].(*ssa.Return); ok {
				p := b.through(blk, in[blk.Index])
				b.exit = joinPoints(b.exit, p)
				b.returnPoints = append(b.returnPoints, p)
			}
		}
	}
}

func reversePostorder(fn *ssa.Function) []*ssa.BasicBlock {
	seen := make([]bool, len(fn.Blocks))
	var out []*ssa.BasicBlock
	var visit func(*ssa.BasicBlock)
	visit = func(blk *ssa.BasicBlock) {
		seen[blk.Index] = true
		for _, s := range blk.Succs {
			if !seen[s.Index] {
				visit(s)
			}
		}
		out = append(out, blk)
	}
	visit(fn.Blocks[0])
	slices.Reverse(out)
	return out
}

// through applies the events of a block and notes the state before each.
func (b *builder) through(blk *ssa.BasicBlock, f point) point {
	evs := b.events[blk.Index]
	for i, ev := range evs {
		ev.state, ev.freed, ev.live = f.marks, f.freed, !f.dead
		f = b.step(ev, f)
		if f.dead {
			for _, ev := range evs[i+1:] {
				ev.live = false
			}
			break
		}
	}
	return f
}

// over applies the events of an edge.
func (b *builder) over(from, to *ssa.BasicBlock, f point) point {
	evs := b.edges[edge{from: from.Index, to: to.Index}]
	for _, ev := range evs {
		f = b.step(ev, f)
	}
	return f
}

// step applies one event.
func (b *builder) step(ev *event, f point) point {
	switch ev.kind {
	case evLock:
		f.marks = f.marks.With(ev.mark.OnlyIf(!ev.maybe))
	case evUnlock:
		f.marks = b.unlock(ev, f.marks)
	case evLend:
		if !ev.maybe && f.marks.NumLocks() == 0 {
			b.assumed = b.assumed.With(ev.mark)
		}
	case evJoin:
		f.marks = b.toggle(ev, f.marks)
		if ev.place.Known() && !ev.maybe {
			f.marks = f.marks.With(&state.Mark{Place: ev.place, Mode: state.After, Must: true})
			if ev.waits {
				f.marks = f.marks.With(&state.Mark{Place: ev.place, Mode: state.Waited, Must: true})
			}
		}
	case evSignal:
		f.marks = b.toggle(ev, f.marks)
		f.freed |= b.signal(ev.place)
	case evAdd:
		for _, p := range ev.adds {
			f.marks = f.marks.Without(p, state.After)
		}
	case evSpawn: // a wait before the goroutine starts is no wait for it
		for _, a := range ev.accesses {
			for _, m := range a.Marks {
				if m.Mode == state.Before {
					f.marks = f.marks.Without(m.Place, state.After)
				}
			}
		}
	case evExit:
		return point{dead: true}
	}
	f.marks = dropLost(f.marks)
	return f
}

// dropLost removes the waits that do not hold on every path.
func dropLost(ms state.Marks) state.Marks {
	for _, m := range ms {
		if (m.Mode == state.After || m.Mode == state.Waited) && !m.Must {
			ms = ms.Without(m.Place, m.Mode)
		}
	}
	return ms
}

// unlock gives up a lock. If it is not held the function was called with it.
func (b *builder) unlock(ev *event, ms state.Marks) state.Marks {
	m := ev.mark
	if ms.Has(m.Place, m.Mode) {
		return ms.Without(m.Place, m.Mode)
	}
	for _, held := range ms { // another name of the same lock
		if held.Mode == m.Mode && m.Place.Known() && held.Place.Known() && held.Place.Owner == m.Place.Owner && held.Place.MayAlias(m.Place) {
			return ms.Without(held.Place, held.Mode)
		}
	}
	if !ev.maybe && m.Place.Known() {
		b.assumed = b.assumed.With(&state.Mark{Place: m.Place, Mode: m.Mode, Must: true})
	}
	return ms
}

// toggle takes or gives back a channel that is used as a lock.
func (b *builder) toggle(ev *event, ms state.Marks) state.Marks {
	mode, ok := b.toggles[ev.place]
	if !ev.toggle || !ok {
		return ms
	}
	if ms.Has(ev.place, mode) {
		return ms.Without(ev.place, mode)
	}
	return ms.With(&state.Mark{Place: ev.place, Mode: mode})
}

// annotate completes the marks of the accesses of every event.
func (b *builder) annotate() {
	b.findRelays()
	added := map[place.Place]bool{}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evAdd {
				for _, p := range ev.adds {
					added[p] = true
				}
			}
		}
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.live {
				b.annotateEvent(ev, added)
			}
		}
	}
}

func (b *builder) annotateEvent(ev *event, added map[place.Place]bool) {
	if len(ev.accesses)+len(ev.calls) == 0 {
		return
	}
	marks := dropLost(ev.state)
	if ev.kind == evSpawn {
		marks = only(marks, state.After)
	} else {
		marks = marks.Union(b.runs)
		for i, p := range b.signals {
			if ev.freed&(1<<i) == 0 {
				marks = marks.With(&state.Mark{Place: p, Mode: state.Before, Must: true})
			}
		}
	}
	if ev.load != nil && len(ev.accesses) == 1 {
		if a := &ev.accesses[0]; !state.Equal(b.stateAt(ev.load).Locks(), ev.state.Locks()) {
			a.ByVal = int16(a.Place.Len()) // the variable was read under other locks
		}
	}
	b.noteOwnLock(ev, marks)
	complete := state.NewMemo(func(ms state.Marks) state.Marks {
		ms = ms.Union(marks)
		if ev.kind == evSpawn {
			ms = b.relayed(ms)
		}
		for _, p := range ev.adds { // Add within the goroutine may come after Wait
			if !added[p] {
				ms = ms.Without(p, state.Before)
			}
		}
		return b.eng.marks.Intern(b.exclusive(ms))
	})
	for i := range ev.accesses {
		ev.accesses[i].Marks = complete.Of(ev.accesses[i].Marks)
	}
	for i := range ev.calls {
		ev.calls[i].Marks = ev.calls[i].Marks.Union(marks)
	}
}

func only(ms state.Marks, mode state.Mode) state.Marks {
	var out state.Marks
	for _, m := range ms {
		if m.Mode == mode {
			out = append(out, m)
		}
	}
	return out
}
