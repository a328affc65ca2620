package trace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// An event loop is a goroutine that calls, one after the other, the functions that others
// send to it. What the loop itself does and what the posted functions do never runs at the
// same time.

// postEvents returns the events of sending the function v to the channel ch: the event
// loop at the other end runs it.
func postEvents(t *Trace, v, ch ssa.Value, at ssa.Instruction) []*Event {
	p := t.Place(ch)
	if !typeq.IsFunc(v.Type()) || !p.Known() {
		return nil
	}
	in := t.funcArg(v, at)
	in.addSync(0, state.SyncSet{{Place: p, Kind: state.OnEventLoop, Must: true}})
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	return t.eventsOf(in.spawned(effect.Thread{Name: "event loop", Pos: effect.Pos{P: ssaq.InstrPos(at)}, Posted: true}))
}

// selectPostEvents returns the events of the functions that a select may send.
func selectPostEvents(t *Trace, sel *ssa.Select) []*Event {
	var out []*Event
	for _, s := range sel.States {
		if s.Dir == types.SendOnly {
			out = append(out, postEvents(t, s.Send, s.Chan, sel)...)
		}
	}
	return out
}

// findEventLoops notes the channels from which the function receives functions that it
// calls: the function is the event loop of each, with everything that it does.
func findEventLoops(t *Trace) {
	for _, blk := range t.Fn.Blocks {
		for _, instr := range blk.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			ch := ssaq.ReceivedFrom(call.Call.Value)
			if ch == nil {
				continue
			}
			if p := t.Place(ch); p.Known() {
				t.EventLoops = t.EventLoops.With(&state.SyncFact{Place: p, Kind: state.OnEventLoop, Must: true})
			}
		}
	}
}
