package detect

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LostUpdates lists the lost updates of the package's functions: a look-up and
// a store by one function, or the helpers that it calls, in two critical sections of
// one lock.
//
// Silent is, at the price of misses: who looks again, in any way, before the
// store; who notes in the first section what is going to happen; who holds
// another lock all the time; who stores a value of which any two are alike, as a
// cache of results does.
func LostUpdates(fs *order.Flows) []effect.LostUpdate {
	var out []effect.LostUpdate
	all := surveys{}
	for _, fn := range fs.Code {
		if fn.Synthetic == "" {
			out = all.lostUpdates(fs.Of[fn], out)
		}
	}
	return out
}

func (ss surveys) lostUpdates(f *order.Flow, out []effect.LostUpdate) []effect.LostUpdate {
	if stores := ss.of(f).stores; len(stores) > 0 {
		in := map[place.Place][]look{}
		for _, l := range ss.of(f).looks {
			in[l.place] = append(in[l.place], l)
		}
		for _, s := range stores {
			for _, l := range in[s.place] {
				if l.at == s.at || !escape.SameValue(l.key, s.key) {
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

// lostUpdate judges one look-up with one store of the same key into the same map.
func (ss surveys) lostUpdate(f *order.Flow, l look, s store) (effect.LostUpdate, bool) {
	computed, depends := dependsOn(f, l.found, s)
	if !depends {
		return effect.LostUpdate{}, false
	}
	before, after := f.StateAt(l.at).Locks(), f.StateAt(s.at).Locks()
	if l.lock != nil {
		if !f.Flows.Follows(l.at, s.at) || !storesUnder(f, s, l.lock) || excludedOtherwise(f, before, after, l.lock) || readsUnderLock(f, l, s.at) {
			return effect.LostUpdate{}, false
		}
		return newLostUpdate(f, l, s, *l.lock, computed), true
	}
	lock, unlocks := releasedBetween(f, before, l.at, s.at)
	if unlocks == nil || !storesUnder(f, s, lock) || excludedOtherwise(f, before, after, lock) || rechecks(f, l, s.at, lock, unlocks) || ss.recordsIntent(f, l.at, unlocks) {
		return effect.LostUpdate{}, false
	}
	return newLostUpdate(f, l, s, *lock, computed), true
}

// newLostUpdate describes the update that a store may lose.
func newLostUpdate(f *order.Flow, l look, s store, lock state.SyncFact, computed bool) effect.LostUpdate {
	access := func(op state.Op, where, pos token.Pos, expr ssa.Value) effect.Access {
		return effect.Access{Op: op, Place: s.place, Site: f.Site(where, f.Pkg.ExprAt(pos, expr), s.place)}
	}
	return effect.LostUpdate{
		Look:  access(state.OpRead, l.shownAt, l.exprPos, l.expr),
		Store: access(state.OpWrite, s.shownAt, s.exprPos, s.expr),
		Lock:  lock, Computed: computed,
	}
}

// dependsOn reports whether a store depends on what a look-up, or a call that makes
// it, has found: its value is computed from that, or an object of its own that is
// only stored if nothing was found.
func dependsOn(f *order.Flow, found ssa.Value, s store) (isComputed, ok bool) {
	if !escape.Decides(f.Heap, found, s.at) {
		return true, s.inline && escape.Renewed(s.value, found, 4)
	}
	isComputed = escape.Derived(s.value, found, 4, false) && !escape.Missed(found, s.at)
	return isComputed, isComputed || escape.Unlike(f.Heap, s.value)
}
