package handover

import (
	"iter"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Received yields the accesses of a function to what it has received, each with the channel.
func Received(f *order.Flow) iter.Seq2[Channel, effect.Access] {
	return func(yield func(Channel, effect.Access) bool) {
		for ev := range f.AllEvents() {
			if !ev.Live || ev.Kind != trace.EvAccess {
				continue
			}
			for _, a := range ev.Accesses {
				if a.Place.Kind != place.Value {
					continue
				}
				if ch, ok := receivedFrom(f.Heap, f.Defs[a.Place.Name]); ok && !yield(ch, a) {
					return
				}
			}
		}
	}
}

// receivedFrom describes the channel from which an instruction receives its value; ok is false
// if it does not receive.
func receivedFrom(h *heap.Heap, def ssa.Instruction) (from Channel, ok bool) {
	ch := ssaq.ReceivedFrom(ssaq.AsValue(def))
	if ch == nil {
		return Channel{}, false
	}
	return channelOf(h, ch), true
}

// receivedBy has the accesses to what the functions of a package receive, by the name of the
// channel and by the type of the message, and the names and types of all that is received.
type receivedBy struct {
	channel, message map[string][]effect.Access
	any              map[string]bool
	many             map[string]bool // the functions that a loop starts goroutines with
}

// receipts lists the accesses to what the functions of a package receive.
func receipts(fs *order.Flows) receivedBy {
	out := receivedBy{map[string][]effect.Access{}, map[string][]effect.Access{}, map[string]bool{}, map[string]bool{}}
	for _, fn := range fs.NonTest {
		f := fs.Of[fn]
		for _, i := range heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool { _, ok := i.(ssa.Value); return ok }) {
			if ch, ok := receivedFrom(f.Heap, i); ok {
				out.any[ch.Name], out.any[ch.Message] = true, true
			}
		}
		for _, start := range heap.AllOf[*ssa.Go](f.Heap) {
			if t := f.Target(start.Common()); t.Fn != nil && f.Paths.InLoop(start.Block()) {
				out.many[t.Fn.Name()] = true
			}
		}
		for ch, a := range Received(f) {
			out.channel[ch.Name] = append(out.channel[ch.Name], a)
			out.message[ch.Message] = append(out.message[ch.Message], a)
		}
	}
	return out
}

// of returns the accesses of receivers to a gift.
func (r receivedBy) of(g *gift) []effect.Access {
	return slices.DeleteFunc(slices.Clone(r.all(g.Channel)), func(a effect.Access) bool { return a.Place.Path != g.path })
}

// locked reports whether all functions of this package that receive a message hold a lock
// when they access its maps.
func (r receivedBy) locked(h Handover) bool {
	all := r.all(h.Channel)
	return len(all) > 0 && !slices.ContainsFunc(all, func(a effect.Access) bool { return a.Sync.NumLocks() == 0 })
}

// here reports whether a function of this package receives from a channel, as far as its
// name or the type of its messages shows.
func (r receivedBy) here(ch Channel) bool {
	return ch.Name != "" && r.any[ch.Name] || saysEnough(ch) && r.any[ch.Message]
}

// all returns the accesses to the messages that may come from a channel. If nobody receives
// from the variable that holds it, others may have the same channel.
//
// Assumes: then all messages of one type come from one channel.
func (r receivedBy) all(ch Channel) []effect.Access {
	if all := r.channel[ch.Name]; len(all) > 0 && ch.Name != "" {
		return all
	}
	if !saysEnough(ch) {
		return nil
	}
	return r.message[ch.Message]
}

// saysEnough reports whether the type of its messages identifies a channel: it is a type of
// this package or, if the channel has no name, any type.
func saysEnough(ch Channel) bool {
	return ch.Message != "" && (ch.Name == "" || !strings.HasPrefix(ch.Message, "map["))
}
