package order

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// findTransitiveSignals notes the signals that are given only after a wait: who waits for
// the second has waited for the first.
func (f *Flow) findTransitiveSignals() {
	loops := f.loopJoins()
	for _, evs := range f.Events {
		for _, ev := range evs {
			for _, r := range ev.TransitiveSignals {
				f.addTransitiveSignal(r)
			}
			if ev.Kind != trace.EvSignal || !ev.Live || !ev.Place.Known() {
				continue
			}
			for _, m := range ofKind(dropMaybeWaits(ev.Sync), state.After) {
				f.addTransitiveSignal(effect.TransitiveSignal{From: m.Place, To: ev.Place})
			}
			for _, j := range loops {
				if j.before(f.BlockOf(ev)) {
					f.addTransitiveSignal(effect.TransitiveSignal{From: j.place, To: ev.Place})
				}
			}
		}
	}
}

func (f *Flow) addTransitiveSignal(r effect.TransitiveSignal) {
	if len(f.TransitiveSignals) < effect.MaxTransitiveSignals && !slices.Contains(f.TransitiveSignals, r) {
		f.TransitiveSignals = append(f.TransitiveSignals, r)
	}
}

// relayed adds to the signals that follow an access those that pass them on.
func (f *Flow) withTransitive(ms state.SyncSet) state.SyncSet {
	for _, r := range f.TransitiveSignals {
		if ms.Has(r.From, state.Before) {
			ms = ms.With(&state.SyncFact{Place: r.To, Kind: state.Before, Must: true})
		}
	}
	return ms
}
