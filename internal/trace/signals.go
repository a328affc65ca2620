package trace

import (
	"cmp"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// send and receive are a signal and a join. A function that does both on one
// channel uses it as a lock, or as a box that it empties and fills: between
// the two it has what others wait for, in either order. Function toggles
// decides that when all events are known. Without a buffer the receive comes before the
// send is complete, so that each is a signal and the other a join.
func (b *Trace) send(ch ssa.Value) []*Event {
	p := b.Place(ch)
	evs := []*Event{{Kind: EvSignal, Place: p, eventFlags: eventFlags{SemaphoreOp: true}}}
	if p.Known() && CapacityAt(b, p) == effect.Unbuffered {
		evs = append(evs, &Event{Kind: EvJoin, Place: p.Taken()})
	}
	return evs
}

func (b *Trace) receive(ch ssa.Value) []*Event {
	p := b.Place(ch)
	evs := []*Event{{Kind: EvJoin, Place: p, eventFlags: eventFlags{SemaphoreOp: true}}}
	if p.Known() && mayBeUnbuffered(b, p) {
		evs = append([]*Event{{Kind: EvSignal, Place: p.Taken(), eventFlags: eventFlags{SemaphoreOp: true}}}, evs...)
	}
	return evs
}

// closing is a signal of its own, which a range over the channel waits for.
// Where the function only closes the channel, any receive waits for that.
func (b *Trace) closing(ch ssa.Value) []*Event {
	p := b.Place(ch)
	return []*Event{{Kind: EvSignal, Place: p.Closed()}, {Kind: EvSignal, Place: p, eventFlags: eventFlags{Closing: true}}}
}

func (b *Trace) add(blk *ssa.BasicBlock, i int, instr ssa.Instruction, ev *Event) {
	ev.Index, ev.Instr, ev.parts = i, instr, cmp.Or(ev.parts, b.Pkg.noParts)
	b.Events[blk.Index] = append(b.Events[blk.Index], ev)
}
