package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// send returns the events of a send, which is a signal. A function that both sends to a
// channel and receives from it may use the channel as a semaphore; package order decides
// that when all events are known. If the channel has no buffer, the receive happens before
// the send completes, so that the send is also a join and the receive also a signal.
func (t *Trace) send(ch ssa.Value) []*Event {
	p := t.Place(ch)
	evs := []*Event{{Kind: EvSignal, Place: p, eventFlags: eventFlags{SemaphoreOp: true}}}
	if p.Known() && CapacityAt(t.Heap, p) == effect.Unbuffered {
		evs = append(evs, &Event{Kind: EvJoin, Place: p.Taken()})
	}
	return evs
}

// receive returns the events of a receive, which is a join: see [Trace.send].
func (t *Trace) receive(ch ssa.Value) []*Event {
	p := t.Place(ch)
	evs := []*Event{{Kind: EvJoin, Place: p, eventFlags: eventFlags{SemaphoreOp: true}}}
	if p.Known() && MayBeUnbuffered(t.Heap, p) {
		evs = append([]*Event{{Kind: EvSignal, Place: p.Taken(), eventFlags: eventFlags{SemaphoreOp: true}}}, evs...)
	}
	return evs
}

// closing returns the events of a close: a signal of a kind of its own, which a range over the
// channel waits for, and one that any receive waits for if the function never sends.
func (t *Trace) closing(ch ssa.Value) []*Event {
	p := t.Place(ch)
	return []*Event{{Kind: EvSignal, Place: p.Closed()}, {Kind: EvSignal, Place: p, eventFlags: eventFlags{IsClose: true}}}
}
