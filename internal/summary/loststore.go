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
	where      token.Pos   // the assignment or the call, in the function or a literal
	own        bool        // it stands in the function or a literal that it calls, or the callee takes no lock
}

// storesBy lists the stores that a call makes of values and at keys that the function
// knows, where the callee has not looked at the map itself. Either the callee takes a
// lock for it, or it has those of the function.
func (ss surveys) storesBy(b *builder, call *ssa.Call) (out []store) {
	t := b.target(call.Common())
	if t.fn == nil || t.fn == b.fn || b.eng.builders[t.fn] == nil {
		return nil
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	for _, s := range ss.of(callee).stores {
		key, value := t.actual(s.key), t.actual(s.value)
		m, _ := bd.place(s.m)
		lock, ok := callee.sectionOf(s.at, s.in, bd)
		if key == nil || value == nil || !m.Known() || !ok || lock != nil && lock.Mode != state.Write || callee.looksAt(s.m) {
			continue
		}
		st := store{at: call, m: m, key: key, value: value, pos: s.pos, expr: s.expr, in: lock, where: t.shown(s.where, call)}
		st.own = lock == nil || s.own && t.fn.Parent() != nil
		out = append(out, st)
	}
	return out
}

// looksAt reports whether the function reads the map at p.
func (b *builder) looksAt(p place.Place) bool {
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
	access := func(op state.Op, where, pos token.Pos, expr ssa.Value) Access {
		return Access{Op: op, Place: s.m, Site: b.site(where, b.eng.exprAt(pos, expr), s.m)}
	}
	return LostUpdate{
		Look:  access(state.OpRead, l.where, l.pos, l.expr),
		Store: access(state.OpWrite, s.where, s.pos, s.expr),
		Lock:  lock, Computed: computed,
	}
}
