package order

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// awaits returns the signal of the goroutine that an event waits for.
func (w *liveWalk) awaits(ev *trace.Event) (place.Place, bool) {
	i := slices.IndexFunc(w.awaited, func(p place.Place) bool { return p.Same(ev.Place) })
	if i < 0 {
		return place.Place{}, false
	}
	return w.awaited[i], true
}

// isJoin reports whether an event waits for the goroutine, and for no other instead.
func (w *liveWalk) isJoin(ev *trace.Event) bool {
	if ev.Quiesces {
		return true
	}
	p, ok := w.awaits(ev)
	return ok && !mayReceiveOther(w.f, p)
}

// isJoinInLoop is [liveWalk.isJoin] for a loop that is taken to have as many rounds as there
// are goroutines, so that it receives from all of them.
func (w *liveWalk) isJoinInLoop(ev *trace.Event) bool {
	p, ok := w.awaits(ev)
	return ok && !p.IsTaken() // one of several goroutines may receive all that is sent
}

// waitsForRoom reports whether a send waits until the goroutine releases the semaphore that
// it was started with: the function has sent to the channel before the start, the goroutine
// receives from it, and so makes room for this send. If the channel has room for several,
// the send waits for all goroutines only if no other can start afterwards, as where the
// function fills up the room to wait for the end.
func (w *liveWalk) waitsForRoom(ev *trace.Event) bool {
	if !ev.SemaphoreOp || ev.Place.IsTaken() {
		return false
	}
	sentBefore := w.start.Signalled&w.f.signal(ev.Place) != 0
	if !sentBefore || !slices.ContainsFunc(w.start.Receives, ev.Place.Same) {
		return false
	}
	c := trace.CapacityAt(w.f.Heap, ev.Place)
	return c == effect.Unbuffered || c.MayAdmitOne() || !w.f.Paths.Reaches(w.f.BlockOf(ev), w.f.BlockOf(w.start))
}

// mayReceiveOther reports whether a receive from the channel at p may get what another
// goroutine has sent: a loop starts several goroutines that all send, the function itself
// sends, or more goroutines send than the function receives from.
func mayReceiveOther(f *Flow, p place.Place) bool {
	senders, receives := 0, 0
	for _, evs := range f.Events {
		for _, ev := range evs {
			switch {
			case ev.Kind == trace.EvSpawn && slices.Contains(ev.LateSends, p):
				if f.Repeats(ev, p) {
					return true
				}
				senders++
			case ev.Kind == trace.EvSignal && ev.SemaphoreOp && ev.Place.Same(p):
				return true
			case ev.Kind == trace.EvJoin && ev.Place.Same(p):
				receives++
			}
		}
	}
	for _, evs := range f.Edges {
		for _, ev := range evs {
			if ev.Kind == trace.EvJoin && ev.Place.Same(p) {
				receives++
			}
		}
	}
	return senders > receives
}
