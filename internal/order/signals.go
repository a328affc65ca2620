package order

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// signal returns the set of one signal, the empty set if the function does not track it.
func (f *Flow) signal(p place.Place) trace.SignalSet {
	if i, ok := slices.BinarySearchFunc(f.signals, p, place.Compare); ok {
		return 1 << i
	}
	return 0
}

// findSignals finds the signals that the function gives, what it receives from or waits
// for, and the channels that it both sends to and receives from, which may be semaphores.
func findSignals(f *Flow) {
	f.joined, f.semaphores = map[place.Place]bool{}, map[place.Place]state.Kind{}
	sent, received := map[place.Place]bool{}, map[place.Place]bool{}
	for _, evs := range f.Events {
		for _, ev := range evs {
			noteSignal(f, ev)
			switch {
			case !ev.SemaphoreOp:
			case ev.Kind == trace.EvSignal && ev.Place.Known():
				sent[ev.Place] = true
			case ev.Kind == trace.EvJoin:
				received[ev.Place] = true
			}
		}
	}
	for _, evs := range f.Edges {
		for _, ev := range evs {
			noteSignal(f, ev)
		}
	}
	keepShortest(f)
	for p := range sent {
		if kind, ok := trace.SemaphoreKind(f.Heap, p); ok && received[p] {
			f.semaphores[p] = kind
		}
	}
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.IsClose && sent[ev.Place] {
				ev.Kind = trace.EvNone // a receive gets what was sent, not the close
			}
		}
	}
}

// noteSignal notes the signal or wait of an event.
func noteSignal(f *Flow, ev *trace.Event) {
	switch p := ev.Place; {
	case ev.Kind == trace.EvJoin:
		f.joined[heap.Key(p)] = true
	case ev.Kind == trace.EvSignal && p.Known() && p.Same(p): // an unknown element of a collection is not the same as itself
		f.signals = effect.WithPlace(f.signals, p)
	}
}

// keepShortest bounds the number of signals, since each is tied to all accesses before it.
// It keeps those with the shortest paths, which others are most likely to wait for.
func keepShortest(f *Flow) {
	if len(f.signals) <= effect.MaxSignals {
		return
	}
	f.Pkg.LimitReached(f.Fn, "signals")
	slices.SortStableFunc(f.signals, func(p, q place.Place) int { return p.Len() - q.Len() })
	f.signals = f.signals[:effect.MaxSignals]
	slices.SortFunc(f.signals, place.Compare)
}

// findTransitiveSignals notes the signals that are given only after a wait: a goroutine that
// waits for the second has also waited for the first.
func findTransitiveSignals(f *Flow) {
	loops := loopJoins(f)
	for _, evs := range f.Events {
		for _, ev := range evs {
			for _, s := range ev.TransitiveSignals {
				addTransitive(f, s)
			}
			if ev.Kind != trace.EvSignal || !ev.Live || !ev.Place.Known() {
				continue
			}
			for _, m := range ofKind(dropMaybeWaits(ev.Sync), state.After) {
				addTransitive(f, effect.TransitiveSignal{From: m.Place, To: ev.Place})
			}
			for _, j := range loops {
				if j.endsBefore(f.BlockOf(ev)) {
					addTransitive(f, effect.TransitiveSignal{From: j.place, To: ev.Place})
				}
			}
		}
	}
}

func addTransitive(f *Flow, s effect.TransitiveSignal) {
	if len(f.TransitiveSignals) < effect.MaxTransitiveSignals && !slices.Contains(f.TransitiveSignals, s) {
		f.TransitiveSignals = append(f.TransitiveSignals, s)
	}
}

// withTransitive adds, to the signals that follow an access, those that are given after
// them.
func withTransitive(f *Flow, facts state.SyncSet) state.SyncSet {
	for _, s := range f.TransitiveSignals {
		if facts.Has(s.From, state.Before) {
			facts = facts.With(&state.SyncFact{Place: s.To, Kind: state.Before, Must: true})
		}
	}
	return facts
}

// findImpliedWaits notes, for each channel that the function makes and that one goroutine
// alone signals, the signals that this goroutine has waited for. A receive from the channel
// is a wait for these signals too: "go func() { wg.Wait(); close(done) }()".
func findImpliedWaits(f *Flow) {
	f.implied = map[place.Place][]place.Place{}
	for ev := range f.AllEvents() {
		for _, s := range ev.TransitiveSignals {
			if s.To.Kind == place.Local && s.From.Known() && f.soleSignaler(s.To) {
				f.implied[s.To] = effect.WithPlace(f.implied[s.To], s.From)
			}
		}
	}
}

// soleSignaler reports whether one goroutine, started once, signals the channel at p, and
// the function itself does not.
func (f *Flow) soleSignaler(p place.Place) bool {
	senders := 0
	for ev := range f.AllEvents() {
		switch {
		case ev.Kind == trace.EvSignal && ev.Place.Same(p):
			return false
		case ev.Kind == trace.EvSpawn && slices.Contains(ev.LateSends, p):
			if senders++; senders > 1 || f.Repeats(ev, p) {
				return false
			}
		}
	}
	return senders == 1
}

// withImplied returns what holds after a wait, in addition to what held before: the waits
// that the sender of the signal has passed.
func (f *Flow) withImplied(held state.SyncSet, ev *trace.Event) state.SyncSet {
	if ev.Maybe {
		return held
	}
	for _, p := range f.implied[ev.Place] {
		held = held.With(&state.SyncFact{Place: p, Kind: state.After, Must: true})
	}
	return held
}
