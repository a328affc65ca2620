package detect

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// store is an assignment to an element of a map, by the function itself or by a
// function of this package that it calls and that takes the lock for it.
type store struct {
	at         ssa.Instruction // the assignment or the call
	m          place.Place     // the map, in terms of the function
	key, value ssa.Value
	pos        token.Pos       // where the callee or the function names the map
	expr       ssa.Value       // the map there
	in         *state.SyncFact // the lock that the callee takes, nil if there is none
	where      token.Pos       // the assignment or the call, in the function or a literal
	own        bool            // it stands in the function or a literal that it calls, or the callee takes no lock
}

// storesBy lists the stores that a call makes of values and at keys that the function
// knows, where the callee has not looked at the map itself. Either the callee takes a
// lock for it, or it has those of the function.
func (ss surveys) storesBy(b *order.Flow, call *ssa.Call) (out []store) {
	t := b.Target(call.Common())
	if t.Fn == nil || t.Fn == b.Fn || b.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := b.Pkg.Of[t.Fn], b.Bind(t, call)
	for _, s := range ss.of(callee).stores {
		key, value := t.Actual(s.key), t.Actual(s.value)
		m, _ := bd.Place(s.m)
		lock, ok := sectionOf(callee, s.at, s.in, bd)
		if key == nil || value == nil || !m.Known() || !ok || lock != nil && lock.Kind != state.Write || looksAt(callee, s.m) {
			continue
		}
		st := store{at: call, m: m, key: key, value: value, pos: s.pos, expr: s.expr, in: lock, where: shown(t, s.where, call)}
		st.own = lock == nil || s.own && t.Fn.Parent() != nil
		out = append(out, st)
	}
	return out
}

// looksAt reports whether the function reads the map at p.
func looksAt(b *order.Flow, p place.Place) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind != trace.EvReturn && slices.ContainsFunc(ev.Accesses, func(x effect.Access) bool { return x.Place.MayAlias(p) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}

// heldFor reports whether a store is made under a lock, held for writing.
func heldFor(b *order.Flow, s store, lock *state.SyncFact) bool {
	if s.in != nil {
		return s.in.Place == lock.Place
	}
	return b.StateAt(s.at).Locks().Has(lock.Place, state.Write)
}

// lost describes the update that a store may lose.
func lost(b *order.Flow, l look, s store, lock state.SyncFact, computed bool) effect.LostUpdate {
	access := func(op state.Op, where, pos token.Pos, expr ssa.Value) effect.Access {
		return effect.Access{Op: op, Place: s.m, Site: b.Site(where, b.Pkg.ExprAt(pos, expr), s.m)}
	}
	return effect.LostUpdate{
		Look:  access(state.OpRead, l.where, l.pos, l.expr),
		Store: access(state.OpWrite, s.where, s.pos, s.expr),
		Lock:  lock, Computed: computed,
	}
}
