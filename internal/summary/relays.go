package summary

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/state"
)

// findRelays notes the signals that are given only after a wait: who waits for
// the second has waited for the first.
func (b *builder) findRelays() {
	loops := b.loopJoins()
	for _, evs := range b.events {
		for _, ev := range evs {
			for _, r := range ev.relays {
				b.relay(r)
			}
			if ev.kind != evSignal || !ev.live || !ev.place.Known() {
				continue
			}
			for _, m := range only(dropLost(ev.state), state.After) {
				b.relay(Relay{From: m.Place, To: ev.place})
			}
			for _, j := range loops {
				if j.before(b.blockOf(ev)) {
					b.relay(Relay{From: j.place, To: ev.place})
				}
			}
		}
	}
}

func (b *builder) relay(r Relay) {
	if len(b.relays) < maxRelays && !slices.Contains(b.relays, r) {
		b.relays = append(b.relays, r)
	}
}

// relayed adds to the signals that follow an access those that pass them on.
func (b *builder) relayed(ms state.Marks) state.Marks {
	for _, r := range b.relays {
		if ms.Has(r.From, state.Before) {
			ms = ms.With(&state.Mark{Place: r.To, Mode: state.Before, Must: true})
		}
	}
	return ms
}
