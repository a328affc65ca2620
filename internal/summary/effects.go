package summary

import (
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// signalEffect says which channels and WaitGroups the function signals, waits for and adds to.
func signalEffect(f *order.Flow, s *effect.Summary) {
	for _, m := range f.Exit.Sync {
		if m.Kind != state.After || !m.Must || len(s.Joins) >= effect.MaxStores {
			continue
		}
		if p := f.Export(m.Place); p.Known() {
			s.Joins = append(s.Joins, p)
		}
	}
	for _, j := range f.OutcomeJoins() {
		if j.Place = f.Export(j.Place); j.Place.Known() && len(s.OutcomeJoins) < effect.MaxStores {
			s.OutcomeJoins = append(s.OutcomeJoins, j)
		}
	}
	for _, r := range f.TransitiveSignals {
		r.From, r.To = f.Export(r.From), f.Export(r.To)
		known := r.From.Known() && r.To.Known()
		if known && len(s.TransitiveSignals) < effect.MaxStores && !slices.Contains(s.TransitiveSignals, r) {
			s.TransitiveSignals = append(s.TransitiveSignals, r)
		}
	}
	for ev := range f.AllEvents() {
		switch ev.Kind {
		case trace.EvSignal:
			s.Signals = addPlace(f, s.Signals, ev.Place)
			if ev.SemaphoreOp || ev.IsClose { // other receivers may take the signal
				s.Sends = addPlace(f, s.Sends, ev.Place)
			}
		case trace.EvSpawn:
			for _, p := range ev.LateSends {
				s.GoroutineSends = addPlace(f, s.GoroutineSends, p)
			}
		case trace.EvAdd:
			for _, p := range ev.Adds {
				s.Adds = addPlace(f, s.Adds, p)
			}
		case trace.EvParallel:
			if ev.Place.Kind == place.Param && !slices.Contains(s.ParallelTests, ev.Place.Index) {
				s.ParallelTests = append(s.ParallelTests, ev.Place.Index)
			}
		}
	}
}

// storeEffect says which variables the function assigns.
func storeEffect(f *order.Flow, s *effect.Summary) {
	assigned := map[place.Place]bool{} // also where they are not nil
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvStore {
			continue
		}
		p := f.Export(ev.Place)
		if p.Kind != place.Result { // callers know no earlier value of a new object
			s.Stores = addPlace(f, s.Stores, ev.Place)
		}
		if ev.Fills {
			s.Fills = addPlace(f, s.Fills, ev.Place)
		} else {
			assigned[p] = true
		}
	}
	s.Fills = slices.DeleteFunc(s.Fills, func(p place.Place) bool { return assigned[p] })
}

// resultFields says which fields of the objects that the function makes and returns hold, on
// return, what callers know by another name.
func resultFields(f *order.Flow, s *effect.Summary) {
	fields := f.FieldAliases
	if len(f.PossibleAliases) > 0 {
		fields = maps.Clone(fields)
		maps.Copy(fields, f.PossibleAliases)
	}
	for _, from := range slices.SortedFunc(maps.Keys(fields), place.Compare) {
		if len(s.ResultFields) >= effect.MaxStores {
			break
		}
		alias := effect.Alias{From: f.Export(from), To: f.Export(fields[from])}
		if alias.From.Kind == place.Result && alias.To.Known() && !slices.ContainsFunc(s.Stores, alias.To.HasPrefix) {
			s.ResultFields = append(s.ResultFields, alias)
		}
	}
	for _, alias := range f.OwnerAliases {
		if len(s.ResultFields) < effect.MaxStores && !slices.ContainsFunc(s.Stores, alias.To.HasPrefix) {
			s.ResultFields = append(s.ResultFields, alias)
		}
	}
}
