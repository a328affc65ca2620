package detect

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LostUpdates lists the lost updates of the package: a function, or its helpers, look up a key
// and store a value under it in two critical sections of one lock.
//
// False negative: the function looks again, in any way, before it stores; it stores
// something in the first section, which may announce what follows; it holds another lock
// throughout; or any two values that it may store are alike, as in a cache of results.
func LostUpdates(fs *order.Flows) []effect.LostUpdate {
	var out []effect.LostUpdate
	all := surveys{}
	for _, fn := range fs.NonTest {
		if fn.Synthetic == "" {
			out = all.lostUpdates(fs.Of[fn], out)
		}
	}
	return out
}

// lostUpdates appends the lost updates of one function.
func (ss surveys) lostUpdates(f *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	if stores := ss.of(f).stores; len(stores) > 0 {
		in := map[place.Place][]look{}
		for _, l := range ss.of(f).looks {
			in[l.place] = append(in[l.place], l)
		}
		for _, s := range stores {
			for _, l := range in[s.place] {
				if l.at == s.at || !l.key.same(s.key) {
					continue
				}
				if !f.WithinBudget() {
					return out
				}
				if u, ok := ss.lostUpdate(f, l, s); ok {
					out = append(out, u)
					break
				}
			}
		}
	}
	return loadThenStore(f, out)
}

// lostUpdate returns the lost update that a look-up and a store of the same key in the same
// map make, if they do.
func (ss surveys) lostUpdate(f *order.Flow, l look, s store) (effect.LostUpdate, bool) {
	computed, depends := dependsOn(f, l.found, s)
	if !depends {
		return effect.LostUpdate{}, false
	}
	before, after := f.StateAt(l.at).Locks(), f.StateAt(s.at).Locks()
	if l.lock != nil {
		sections := f.Paths.Follows(l.at, s.at) && storesUnder(f, s, l.lock) && !excludedOtherwise(f, before, after, l.lock)
		if !sections || readsUnderLock(f, l, s.at) {
			return effect.LostUpdate{}, false
		}
		return newLostUpdate(f, l, s, *l.lock, computed), true
	}
	lock, unlocks := releasedBetween(f, before, l.at, s.at)
	sections := unlocks != nil && storesUnder(f, s, lock) && !excludedOtherwise(f, before, after, lock)
	if !sections || rechecks(f, l, s.at, lock, unlocks) || ss.recordsIntent(f, l.at, unlocks) {
		return effect.LostUpdate{}, false
	}
	return newLostUpdate(f, l, s, *lock, computed), true
}

// newLostUpdate returns the lost update of a look-up and a store.
func newLostUpdate(f *order.Flow, l look, s store, lock state.SyncFact, computed bool) effect.LostUpdate {
	access := func(op state.Op, o operation) effect.Access {
		return effect.Access{Op: op, Place: s.place, Site: f.Site(o.shownAt, f.Pkg.ExprAt(o.exprPos, o.expr), s.place)}
	}
	return effect.LostUpdate{
		Look:  access(state.OpRead, l.operation),
		Store: access(state.OpWrite, s.operation),
		Lock:  lock, Computed: computed,
	}
}

// dependsOn reports whether a store depends on what a look-up found: the value is computed
// from it (isComputed), or it is a new object that is only stored if nothing was found.
func dependsOn(f *order.Flow, found ssa.Value, s store) (isComputed, ok bool) {
	if !escape.Decides(f.Heap, found, s.at) {
		return true, s.inline && escape.IsUpdateOf(s.value, found, 4)
	}
	isComputed = escape.Derived(s.value, found, 4) && !escape.FoundNothing(found, s.at)
	return isComputed, isComputed || escape.HasIdentity(f.Heap, s.value)
}
