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
		if kind, ok := heap.SemaphoreKind(f.Heap, p); ok && received[p] {
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
