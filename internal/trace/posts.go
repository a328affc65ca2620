package trace

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Event loops: a goroutine that calls the functions which others send to it, one
// after the other. What it does itself and what is posted to it never happen at
// the same time.

// posts returns the events of sending the function v: what it does, it does on
// the loop at the other end of the channel.
func posts(b *Trace, v, ch ssa.Value, at ssa.Instruction) []*Event {
	p := b.Place(ch)
	if !ssaq.IsFunc(v.Type()) || !p.Known() {
		return nil
	}
	in := b.funcArg(v, at)
	onLoop := state.SyncSet{{Place: p, Kind: state.OnEventLoop, Must: true}}
	in.tie(onLoop)
	if len(in.accesses)+len(in.calls) == 0 {
		return nil
	}
	return b.instanceEvents(in.spawned(effect.Thread{Name: "event loop", Pos: effect.Pos{P: ssaq.InstrPos(at)}, Posted: true}))
}

// selectPosts returns the events of the functions that a select may send.
func selectPosts(b *Trace, sel *ssa.Select) []*Event {
	var out []*Event
	for _, s := range sel.States {
		if s.Dir == types.SendOnly {
			out = append(out, posts(b, s.Send, s.Chan, sel)...)
		}
	}
	return out
}

// findLoops notes the channels whose functions the builder's function calls: all
// it does is done on that loop.
func findLoops(b *Trace) {
	for _, blk := range b.Fn.Blocks {
		for _, instr := range blk.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.IsInvoke() {
				continue
			}
			if ch := ssaq.Received(call.Call.Value); ch != nil {
				if p := b.Place(ch); p.Known() {
					b.Runs = b.Runs.With(&state.SyncFact{Place: p, Kind: state.OnEventLoop, Must: true})
				}
			}
		}
	}
}

func does(b *Trace, kind eventKind, m *state.SyncFact) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind == kind && ev.Mark.Kind == m.Kind && ev.Mark.Place.MayAlias(m.Place) {
				return true
			}
		}
	}
	return false
}

// Locks reports whether the function takes a lock somewhere.
func Locks(b *Trace, m *state.SyncFact) bool { return does(b, EvLock, m) }

// Unlocks reports whether the function gives up a lock somewhere.
func Unlocks(b *Trace, m *state.SyncFact) bool { return does(b, EvUnlock, m) }
