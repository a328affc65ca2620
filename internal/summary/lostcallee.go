package summary

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// asks is a look-up by a function of this package that takes the lock itself and
// has given it up when it returns what it found.
type asks struct {
	call *ssa.Call
	look Access
	m    place.Place // the map, in terms of the caller
	key  ssa.Value
	lock *state.Mark
}

// lostByCallee appends the stores that depend on a look-up by a callee.
func (b *builder) lostByCallee(out []LostUpdate, stores []store) []LostUpdate {
	if len(stores) == 0 {
		return out
	}
	var asked []asks
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Call); return ok }) {
		if a, ok := b.asksFor(i.(*ssa.Call)); ok {
			asked = append(asked, a)
		}
	}
	for _, s := range stores {
		for _, a := range asked {
			if u, ok := b.lostAfter(a, s); ok {
				out = append(out, u)
				break
			}
		}
	}
	return out
}

// asksFor returns the look-up that a call makes: the callee looks up one of its
// parameters in a map under a lock, and what it returns depends on the outcome.
func (b *builder) asksFor(call *ssa.Call) (asks, bool) {
	t := b.target(call.Common())
	if t.fn == nil || t.fn == b.fn || b.eng.builders[t.fn] == nil {
		return asks{}, false
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	for _, i := range callee.instrsOf(func(i ssa.Instruction) bool { l, ok := i.(*ssa.Lookup); return ok && isMap(l.X.Type()) }) {
		l := i.(*ssa.Lookup)
		n := slices.IndexFunc(t.fn.Params, func(p *ssa.Parameter) bool { return p == l.Index })
		if n < 0 || n >= len(t.args) || !callee.returnsFrom(l) {
			continue
		}
		held := callee.released(callee.stateAt(l).Locks())
		if len(held) != 1 || !held[0].Must {
			continue
		}
		m, _ := bd.place(callee.place(l.X))
		lock := &state.Mark{Mode: held[0].Mode, Must: true}
		lock.Place, _ = bd.place(held[0].Place)
		if m.Known() && lock.Place.Known() {
			look := Access{Op: state.OpRead, Place: m, Site: b.siteOf(call, b.eng.exprAt(l.Pos(), l.X), m)}
			return asks{call: call, look: look, m: m, key: t.args[n], lock: lock}, true
		}
	}
	return asks{}, false
}

// returnsFrom reports whether some result of the function is what l has found.
func (b *builder) returnsFrom(l *ssa.Lookup) bool {
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, res := range i.(*ssa.Return).Results {
			if slices.ContainsFunc(b.stored(res), func(v ssa.Value) bool { return derived(v, l, 4, false) }) {
				return true
			}
		}
	}
	return false
}

// lostAfter judges a store after a look-up by a callee.
func (b *builder) lostAfter(a asks, s store) (LostUpdate, bool) {
	if a.m != s.m || a.call == s.at || !sameValue(a.key, s.key) || !b.afford() || !b.flows.follows(a.call, s.at) {
		return LostUpdate{}, false
	}
	computed, depends := b.depends(a.call, s)
	before, after := b.stateAt(a.call).Locks(), b.stateAt(s.at).Locks()
	if !depends || !b.heldFor(s, a.lock) || b.heldThroughout(before, after, a.lock) || b.readsUnder(a, s.at) {
		return LostUpdate{}, false
	}
	return b.lost(a.look, s, *a.lock, computed), true
}

// readsUnder reports whether the map is looked at under the lock of the store,
// before it.
func (b *builder) readsUnder(a asks, s ssa.Instruction) bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind != evAccess || ev.instr == a.call || ev.instr == s || ev.state.NumLocks() == 0 || !b.flows.follows(ev.instr, s) {
				continue
			}
			if slices.ContainsFunc(ev.accesses, func(x Access) bool { return x.Place.MayAlias(a.m) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}
