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
	in         *state.Mark // the lock that the callee takes, nil if there is no callee
}

// stores lists the stores of the function.
func (b *builder) stores() []store {
	var out []store
	for _, i := range b.instrsOf(func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.MapUpdate:
			out = append(out, store{at: i, m: b.place(i.Map), key: i.Key, value: i.Value, pos: i.Pos(), expr: i.Map})
		case *ssa.Call:
			if s, ok := b.storeBy(i); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// storeBy returns the store that a call makes: under a lock, the callee puts one of
// its parameters at the key that another one is, and has not looked at the map
// there.
func (b *builder) storeBy(call *ssa.Call) (store, bool) {
	t := b.target(call.Common())
	if t.fn == nil || t.fn == b.fn || b.eng.builders[t.fn] == nil {
		return store{}, false
	}
	callee := b.eng.builders[t.fn]
	given := func(v ssa.Value) ssa.Value {
		n := slices.IndexFunc(t.fn.Params, func(p *ssa.Parameter) bool { return p == unboxed(v) })
		if n < 0 || n >= len(t.args) {
			return nil
		}
		return t.args[n]
	}
	for _, i := range callee.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.MapUpdate); return ok }) {
		u := i.(*ssa.MapUpdate)
		key, value := given(u.Key), given(u.Value)
		held := callee.released(callee.stateAt(u).Locks())
		if key == nil || value == nil || len(held) != 1 || !held[0].Must || held[0].Mode != state.Write || callee.looksAt(u) {
			continue
		}
		bd := b.bind(t, call)
		m, _ := bd.place(callee.place(u.Map))
		lock := &state.Mark{Mode: state.Write, Must: true}
		lock.Place, _ = bd.place(held[0].Place)
		if m.Known() && lock.Place.Known() {
			return store{at: call, m: m, key: key, value: value, pos: u.Pos(), expr: u.Map, in: lock}, true
		}
	}
	return store{}, false
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
func (b *builder) lost(look Access, s store, lock state.Mark, computed bool) LostUpdate {
	written := Access{Op: state.OpWrite, Place: s.m, Site: b.siteOf(s.at, b.eng.exprAt(s.pos, s.expr), s.m)}
	return LostUpdate{Look: look, Store: written, Lock: lock, Computed: computed}
}
