package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// store is an assignment to an element of a map, by the function itself or by a
// function of this package that it calls and that takes the lock for it.
type store struct {
	at         ssa.Instruction // the assignment or the call
	m          place.Place     // the map, in terms of the function
	key, value ssa.Value
	pos        token.Pos   // where the callee or the function names the map
	expr       ssa.Value   // the map there
	in         *state.Mark // the lock that the callee takes, nil if there is none
}

// stores lists the stores of the function.
func (b *builder) stores() []store {
	var out []store
	for _, i := range b.instrsOf(func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			out = append(out, store{at: i, m: b.place(i.Map), key: i.Key, value: i.Value, pos: i.Pos(), expr: i.Map})
		case *ssa.Call:
			out = append(out, b.storesBy(i)...)
		}
	}
	return out
}

// storesBy lists the stores that a call makes of values and at keys that the function
// knows, where the callee has not looked at the map itself. Either the callee takes a
// lock for it, or it has those of the function.
func (b *builder) storesBy(call *ssa.Call) (out []store) {
	t := b.target(call.Common())
	if t.fn == nil || t.fn == b.fn || b.eng.builders[t.fn] == nil {
		return nil
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	for _, i := range callee.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.MapUpdate); return ok }) {
		u := i.(*ssa.MapUpdate)
		key, value := t.actual(u.Key), t.actual(u.Value)
		m, _ := bd.place(callee.place(u.Map))
		lock, ok := callee.sectionOf(u, bd)
		if key == nil || value == nil || !m.Known() || !ok || lock != nil && lock.Mode != state.Write || callee.looksAt(u) {
			continue
		}
		out = append(out, store{at: call, m: m, key: key, value: value, pos: u.Pos(), expr: u.Map, in: lock})
	}
	return out
}

// looksAt reports whether the function reads the map to which it stores.
func (b *builder) looksAt(u *ssa.MapUpdate) bool {
	p := b.place(u.Map)
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind != evReturn && slices.ContainsFunc(ev.accesses, func(x Access) bool { return x.Place.MayAlias(p) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}

// heldFor reports whether a store is made under a lock, held for writing.
func (b *builder) heldFor(s store, lock *state.Mark) bool {
	if s.in != nil {
		return s.in.Place == lock.Place
	}
	return b.stateAt(s.at).Locks().Has(lock.Place, state.Write)
}

// lost describes the update that a store may lose.
func (b *builder) lost(l look, s store, lock state.Mark, computed bool) LostUpdate {
	access := func(op state.Op, at ssa.Instruction, pos token.Pos, expr ssa.Value) Access {
		return Access{Op: op, Place: s.m, Site: b.siteOf(at, b.eng.exprAt(pos, expr), s.m)}
	}
	return LostUpdate{
		Look:  access(state.OpRead, l.at, l.pos, l.expr),
		Store: access(state.OpWrite, s.at, s.pos, s.expr),
		Lock:  lock, Computed: computed,
	}
}
