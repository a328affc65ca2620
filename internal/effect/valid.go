package effect

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// valid reports whether an analysis can have made s: its indices refer to parameters and
// threads that exist, its places and sets have the form that the other functions assume. A
// fact is read from a file that another program may have written.
func (s *Summary) valid() bool {
	thread := func(t int16) bool { return 0 <= t && int(t) <= len(s.Threads) }
	access := func(a Access) bool { return a.valid(len(s.Threads)) }
	call := func(c Call) bool {
		return c.Func.Valid() && allPlaces(c.Args) && c.Sync.Valid() && thread(c.Thread)
	}
	return all(s.Accesses, access) && all(s.Scalars, access) && all(s.Calls, call) &&
		all([]state.SyncSet{s.Acquires, s.Releases}, state.SyncSet.Valid) &&
		all([][]place.Place{s.Joins, s.Signals, s.Sends, s.GoroutineSends, s.Adds, s.Stores, s.Fills, s.Results}, allPlaces) &&
		all(s.TransitiveSignals, func(r TransitiveSignal) bool { return r.From.Valid() && r.To.Valid() }) &&
		all(s.ResultFields, func(f Alias) bool { return f.From.Valid() && f.To.Valid() }) &&
		all(s.Inserts, func(i Insert) bool { return i.Place.Valid() }) &&
		all(s.Capacities, func(r ChannelCapacity) bool { return r.Capacity < 2*AnyCapacity }) &&
		all(s.ParallelTests, func(param int) bool { return param >= 0 })
}

// valid reports whether an analysis can have made the access, in a summary with so many
// threads.
func (a *Access) valid(threads int) bool {
	return a.Op.Valid() && a.Scalar <= EarlyLoad && a.Depth <= known.Whole && a.Place.Valid() && a.Sync.Valid() &&
		0 <= a.Thread && int(a.Thread) <= threads && -1 <= a.LoadedSteps && int(a.LoadedSteps) <= a.Place.Len()
}

func allPlaces(ps []place.Place) bool { return all(ps, place.Place.Valid) }

// all reports whether ok holds for every element.
func all[T any](list []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !ok(x) })
}
