package summary

import (
	"slices"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// valid reports whether s is what an analysis can have found: its numbers lead to
// parameters and threads, its places and marks have the form that they are taken
// to have. A fact comes from a file that others may have written.
func (s *Summary) valid() bool {
	thread := func(t int16) bool { return 0 <= t && int(t) <= len(s.Threads) }
	access := func(a Access) bool {
		return a.Op.Valid() && a.Word <= AtomicWord && a.Within <= known.Whole && a.Place.Valid() && a.Marks.Valid() && thread(a.Thread) &&
			-1 <= a.ByVal && int(a.ByVal) <= a.Place.Len()
	}
	call := func(c Call) bool {
		return c.Func.Valid() && allPlaces(c.Args) && c.Marks.Valid() && thread(c.Thread)
	}
	return all(s.Accesses, access) && all(s.Words, access) && all(s.Calls, call) &&
		all([]state.Marks{s.Acquires, s.Releases}, state.Marks.Valid) &&
		all([][]place.Place{s.Joins, s.Signals, s.Sends, s.LateSends, s.Adds, s.Stores, s.Fills, s.Results}, allPlaces) &&
		all(s.Relays, func(r Relay) bool { return r.From.Valid() && r.To.Valid() }) &&
		all(s.Fields, func(f Alias) bool { return f.From.Valid() && f.To.Valid() }) &&
		all(s.Inserts, func(i Insert) bool { return i.Place.Valid() }) &&
		all(s.Rooms, func(r Room) bool { return r.Capacity < 2*anyCapacity }) &&
		all(s.Parallel, func(param int) bool { return param >= 0 })
}

func allPlaces(ps []place.Place) bool { return all(ps, place.Place.Valid) }

// all reports whether ok holds of all elements.
func all[T any](list []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(list, func(x T) bool { return !ok(x) })
}
