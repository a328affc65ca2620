package order

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// findTransitiveSignals notes the signals that are given only after a wait: a goroutine that
// waits for the second has also waited for the first.
func findTransitiveSignals(f *Flow) {
	loops := loopJoins(f)
	for _, evs := range f.Events {
		for _, ev := range evs {
			for _, s := range ev.TransitiveSignals {
				addTransitive(f, s)
			}
			if ev.Kind != trace.EvSignal || !ev.Live || !ev.Place.Known() {
				continue
			}
			for _, m := range ofKind(dropMaybeWaits(ev.Sync), state.After) {
				addTransitive(f, effect.TransitiveSignal{From: m.Place, To: ev.Place})
			}
			for _, j := range loops {
				if j.endsBefore(f.BlockOf(ev)) {
					addTransitive(f, effect.TransitiveSignal{From: j.place, To: ev.Place})
				}
			}
		}
	}
}

func addTransitive(f *Flow, s effect.TransitiveSignal) {
	if len(f.TransitiveSignals) < effect.MaxTransitiveSignals && !slices.Contains(f.TransitiveSignals, s) {
		f.TransitiveSignals = append(f.TransitiveSignals, s)
	}
}

// withTransitive adds, to the signals that follow an access, those that are given after
// them.
func withTransitive(f *Flow, facts state.SyncSet) state.SyncSet {
	for _, s := range f.TransitiveSignals {
		if facts.Has(s.From, state.Before) {
			facts = facts.With(&state.SyncFact{Place: s.To, Kind: state.Before, Must: true})
		}
	}
	return facts
}
