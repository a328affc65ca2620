package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/handover"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// A receiver is a goroutine that receives objects from a channel in a field, one after the other.
type receiver struct {
	thread   *effect.Thread
	accesses []received
}

// received is an access of a receiver to what it has received.
type received struct {
	effect.Access
	object place.Place // what it has received
	owner  place.Place // the object that has the channel
}

// receivers returns the receivers of the package by the fields of their channels.
//
// False negative: a channel in a variable, and a loop in a callee of the body of its goroutine.
func (p *Package) receivers() map[string][]*receiver {
	if p.receiversOf != nil {
		return p.receiversOf
	}
	p.receiversOf = map[string][]*receiver{}
	threads := p.threadsOf()
	for _, fn := range p.NonTest {
		th := threads[fn]
		if th == nil {
			continue
		}
		byChannel := map[string]*receiver{}
		f := p.Of[fn]
		for ch, a := range handover.Received(f) {
			field := ch.Place.Owner
			if a.Thread != 0 || field == "" {
				continue
			}
			r := byChannel[field]
			if r == nil {
				r = &receiver{thread: th}
				byChannel[field] = r
				p.receiversOf[field] = append(p.receiversOf[field], r)
			}
			object := a.Place
			object.Path, object.Owner = "", ""
			r.accesses = append(r.accesses, received{a, object, ch.Place.Parent()})
		}
	}
	return p.receiversOf
}

// threadsOf returns the goroutines whose bodies are functions of the package, by the function.
// What such a goroutine does, it does in its turn.
func (p *Package) threadsOf() map[*ssa.Function]*effect.Thread {
	out := map[*ssa.Function]*effect.Thread{}
	for _, fn := range p.NonTest {
		for instr := range ssaq.InstrsOf(fn) {
			start, ok := instr.(*ssa.Go)
			if !ok {
				continue
			}
			th := &effect.Thread{Name: "goroutine", Pos: effect.Pos{P: ssaq.InstrPos(start)}, Posted: true}
			body := p.Of[fn].Target(start.Common()).Fn
			if body == nil {
				continue
			}
			body = p.Unwrapped(body)
			out[body] = th
			for instr := range ssaq.InstrsOf(body) { // go func() { h.run() }()
				if call, ok := instr.(*ssa.Call); ok && body.Parent() != nil && call.Call.StaticCallee() != nil {
					out[p.Unwrapped(call.Call.StaticCallee())] = th
				}
			}
		}
	}
	return out
}

// A delivery is a send of an object that a receiver gets.
type delivery struct {
	ev     *trace.Event
	object place.Place
	to     *receiver
}

// deliveries lists the sends of a function, and of functions that it passes objects to.
func (p *Package) deliveries(f *order.Flow) (out []delivery) {
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvSignal || !ev.Live || len(p.receivers()[ev.Place.Owner]) == 0 || waitsAfter(f, ev) {
			continue
		}
		for _, r := range p.receivers()[ev.Place.Owner] {
			if v := sentAt(f, ev); v != nil {
				if object := f.Current(v, ev.Instr); object.Known() && object.Kind != place.Value {
					out = append(out, delivery{ev, object, r})
				}
			}
		}
	}
	return out
}

// sentAt returns what an event sends: the value of a send statement, or the argument that a
// callee sends.
func sentAt(f *order.Flow, ev *trace.Event) ssa.Value {
	switch i := ev.Instr.(type) {
	case *ssa.Send:
		return i.X
	case *ssa.Call:
		t := f.Target(i.Common())
		if t.Fn == nil {
			return nil
		}
		if t.Fn = f.Pkg.Unwrapped(t.Fn); f.Pkg.Of[t.Fn] == nil {
			return nil
		}
		for instr := range ssaq.InstrsOf(t.Fn) {
			if send, ok := instr.(*ssa.Send); ok && f.Pkg.Of[t.Fn].Place(send.Chan).Owner == ev.Place.Owner {
				return t.Actual(send.X)
			}
		}
	}
	return nil
}

// waitsAfter reports whether a function waits for something after an event.
//
// False negative: it waits for something other than the answer.
func waitsAfter(f *order.Flow, sent *trace.Event) bool {
	after := func(ev *trace.Event) bool { return ev.Kind == trace.EvJoin && f.Paths.Follows(sent.Instr, ev.Instr) }
	for _, evs := range f.Edges {
		if slices.ContainsFunc(evs, after) {
			return true
		}
	}
	for ev := range f.AllEvents() {
		if after(ev) {
			return true
		}
	}
	return false
}

// accesses returns the accesses of the receiver in terms of the function that sends.
func (d *delivery) accesses(f *order.Flow) []effect.ScopedAccess {
	sender := d.ev.Place.Parent()
	var out []effect.ScopedAccess
	for _, r := range d.to.accesses {
		to := func(p place.Place) place.Place {
			switch {
			case p.HasPrefix(r.object):
				return d.object.Join(p.Rest(r.object))
			case p.HasPrefix(r.owner):
				return sender.Join(p.Rest(r.owner))
			case p.Kind == place.Global:
				return p
			}
			return place.Place{Kind: place.Value, Wild: true, Owner: p.Owner}
		}
		a := r.Access
		a.Place, a.Sync = f.Resolved(to(a.Place)), f.Pkg.SyncSets.Intern(a.Sync.Map(to).Map(f.ResolvedLock))
		if a.Place.Known() {
			out = append(out, effect.ScopedAccess{Access: a, Via: ssaq.InstrPos(d.ev.Instr), Spawn: d.to.thread})
		}
	}
	return out
}
