package order

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// findTransitiveSignals notes the signals that are given only after a wait: who waits for
// the second has waited for the first.
func (b *Flow) findTransitiveSignals() {
	loops := b.loopJoins()
	for _, evs := range b.Events {
		for _, ev := range evs {
			for _, r := range ev.TransitiveSignals {
				b.addTransitiveSignal(r)
			}
			if ev.Kind != trace.EvSignal || !ev.Live || !ev.Place.Known() {
				continue
			}
			for _, m := range only(dropLost(ev.State), state.After) {
				b.addTransitiveSignal(effect.TransitiveSignal{From: m.Place, To: ev.Place})
			}
			for _, j := range loops {
				if j.before(b.BlockOf(ev)) {
					b.addTransitiveSignal(effect.TransitiveSignal{From: j.place, To: ev.Place})
				}
			}
		}
	}
}

func (b *Flow) addTransitiveSignal(r effect.TransitiveSignal) {
	if len(b.TransitiveSignals) < effect.MaxTransitiveSignals && !slices.Contains(b.TransitiveSignals, r) {
		b.TransitiveSignals = append(b.TransitiveSignals, r)
	}
}

// relayed adds to the signals that follow an access those that pass them on.
func (b *Flow) relayed(ms state.SyncSet) state.SyncSet {
	for _, r := range b.TransitiveSignals {
		if ms.Has(r.From, state.Before) {
			ms = ms.With(&state.SyncFact{Place: r.To, Kind: state.Before, Must: true})
		}
	}
	return ms
}
