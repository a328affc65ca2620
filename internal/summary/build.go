package summary

import (
	"maps"
	"slices"

	"github.com/mapconcur/mapconcur/internal/alias"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// build computes the summary of the function of f.
func build(f *order.Flow) *effect.Summary {
	f.Scan()
	alias.Resolve(f.Trace)
	f.Number()
	f.Run()
	f.Annotate()
	s := &effect.Summary{NeverReturns: f.Exit.Dead}
	f.Exported = state.NewMemo(func(s state.SyncSet) state.SyncSet { return f.Pkg.SyncSets.Intern(exportSync(f, s)) })
	if f.Pkg.Tests.Uncalled(f.Fn) {
		return s
	}
	escape.Results(f.Heap, s)
	collect(f, s)
	lockEffect(f, s)
	signalEffect(f, s)
	storeEffect(f, s)
	resultFields(f, s)
	heap.AddInserts(f.Heap, s)
	return s
}

// exportSync returns the facts that callers can refer to: those about local locks and
// channels are dropped. A lock whose place callers cannot name remains, as one that may be
// any lock.
func exportSync(f *order.Flow, facts state.SyncSet) state.SyncSet {
	var kept state.SyncSet
	for _, m := range facts {
		if m.Place.Kind != place.Local || exportLock(f, m.Place).Known() {
			kept = append(kept, m)
		}
	}
	return kept.Map(func(p place.Place) place.Place { return exportLock(f, p) })
}

// exportLock translates the place of a lock or channel for the callers of the function. They also
// know one that the function makes if a field of an object that it returns leads there.
func exportLock(f *order.Flow, p place.Place) place.Place {
	q := f.Export(p)
	if q.Known() || p.Kind != place.Local {
		return q
	}
	for _, from := range slices.SortedFunc(maps.Keys(f.FieldAliases), place.Compare) {
		if to := f.FieldAliases[from]; from.Kind == place.Local && p.HasPrefix(to) {
			if q := f.Export(from); q.Known() {
				return q.Join(p.Rest(to))
			}
		}
	}
	return place.Place{}
}

// addPlace adds p to a bounded sorted set of places, if callers can name it.
func addPlace(f *order.Flow, ps []place.Place, p place.Place) []place.Place {
	if p = f.Export(p); !p.Known() || len(ps) >= effect.MaxStores {
		return ps
	}
	return effect.WithPlace(ps, p)
}
