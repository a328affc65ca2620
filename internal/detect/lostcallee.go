package detect

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// look is a look-up in a map, by the function itself or by a function of this package
// that it calls: a helper, a getter that takes the lock, or a function literal.
type look struct {
	at    ssa.Instruction // the look-up or the call
	found ssa.Value       // what it has found, or the call that returns it
	m     place.Place     // the map, in terms of the function
	key   ssa.Value
	pos   token.Pos       // where the callee or the function names the map
	expr  ssa.Value       // the map there
	in    *state.SyncFact // the lock that the callee takes and releases, nil if there is none
	where token.Pos       // the look-up or the call, in the function or a literal
}

// survey lists the look-ups and stores of a function and of what it calls.
type survey struct {
	looks  []look
	stores []store
}

// surveys are those of the functions of a package, as far as somebody has asked.
type surveys map[*order.Flow]*survey

// of returns the survey of a function, which is empty while it is made: the function
// calls itself.
func (ss surveys) of(b *order.Flow) *survey {
	if s := ss[b]; s != nil {
		return s
	}
	ss[b] = &survey{}
	s := &survey{}
	for _, i := range heap.InstrsOf(b.Heap, func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.Lookup:
			if p := b.Place(i.X); ssaq.IsLookup(i) && p.Known() {
				s.looks = append(s.looks, look{at: i, found: i, m: p, key: i.Index, pos: i.Pos(), expr: i.X, where: ssaq.InstrPos(i)})
			}
		case *ssa.MapUpdate:
			s.stores = append(s.stores, store{at: i, m: b.Place(i.Map), key: i.Key, value: i.Value, pos: i.Pos(), expr: i.Map, own: true, where: ssaq.InstrPos(i)})
		case *ssa.Call:
			s.looks = append(s.looks, ss.looksBy(b, i)...)
			s.stores = append(s.stores, ss.storesBy(b, i)...)
		}
	}
	ss[b] = s
	return s
}

// looksBy lists the look-ups that a call makes: of a key that the function knows, where
// what the callee returns depends on the outcome, or the callee is a literal, which may
// assign it to a variable of the function. Either the callee takes a lock and
// releases it, or it has those of the function.
func (ss surveys) looksBy(b *order.Flow, call *ssa.Call) (out []look) {
	t := b.Target(call.Common())
	if t.Fn == nil || t.Fn == b.Fn || b.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := b.Pkg.Of[t.Fn], b.Bind(t, call)
	for _, l := range ss.of(callee).looks {
		key, found := t.Actual(l.key), l.found
		if returnsFrom(callee, l.found) {
			found = call
		} else if t.Fn.Parent() == nil {
			continue
		}
		m, _ := bd.Place(l.m)
		lock, ok := sectionOf(callee, l.at, l.in, bd)
		if key == nil || !m.Known() || !ok || lock != nil && l.in == nil && ss.notesUnder(callee, l.at) {
			continue
		}
		out = append(out, look{at: call, found: found, m: m, key: key, pos: l.pos, expr: l.expr, in: lock, where: shown(t, l.where, call)})
	}
	return out
}

// sectionOf returns the lock that the function, a callee, or what it calls (in), takes for an
// access and releases before it returns, in terms of its caller; nil if it takes none.
// There is no answer if it takes more, or one that it may not hold.
func sectionOf(b *order.Flow, at ssa.Instruction, in *state.SyncFact, bd heap.Binding) (lock *state.SyncFact, ok bool) {
	held := released(b, b.StateAt(at).Locks())
	if in != nil {
		held = append(held, in)
	}
	if len(held) == 0 {
		return nil, true
	}
	lock = &state.SyncFact{Kind: held[0].Kind, Must: true}
	lock.Place, _ = bd.Place(held[0].Place)
	return lock, len(held) == 1 && held[0].Must && lock.Place.Known()
}

// notesUnder is [surveys.notes] for a look-up by a callee that takes the lock.
func (ss surveys) notesUnder(b *order.Flow, l ssa.Instruction) bool {
	held := released(b, b.StateAt(l).Locks())
	return ss.notes(b, l, unlocksOf(b, held[0]))
}

// shown returns where the function has an access of a callee: at the call, or in the
// literal that it calls.
func shown(t heap.Target, pos token.Pos, call *ssa.Call) token.Pos {
	if t.Fn.Parent() != nil {
		return pos
	}
	return ssaq.InstrPos(call)
}

// returnsFrom reports whether some result of the function is what l has found.
func returnsFrom(b *order.Flow, l ssa.Value) bool {
	for _, i := range heap.InstrsOf(b.Heap, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, res := range i.(*ssa.Return).Results {
			if slices.ContainsFunc(b.Stored(res), func(v ssa.Value) bool { return escape.Derived(v, l, 4, false) }) {
				return true
			}
		}
	}
	return false
}

// readsUnder reports whether the map is looked at under the lock of the store,
// before it.
func readsUnder(b *order.Flow, l look, s ssa.Instruction) bool {
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Kind != trace.EvAccess || ev.Instr == l.at || ev.Instr == s || ev.State.NumLocks() == 0 || !b.Flows.Follows(ev.Instr, s) {
				continue
			}
			if slices.ContainsFunc(ev.Accesses, func(x effect.Access) bool { return x.Place.MayAlias(l.m) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}
