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
	at      ssa.Instruction // the look-up or the call
	found   ssa.Value       // what it has found, or the call that returns it
	place   place.Place     // the map, in terms of the function
	key     ssa.Value
	exprPos token.Pos       // where the callee or the function names the map
	expr    ssa.Value       // the map there
	lock    *state.SyncFact // the lock that the callee takes and releases, nil if there is none
	shownAt token.Pos       // the look-up or the call, in the function or a literal
}

// store is an assignment to an element of a map, by the function itself or by a
// function of this package that it calls and that takes the lock for it.
type store struct {
	at         ssa.Instruction // the assignment or the call
	place      place.Place     // the map, in terms of the function
	key, value ssa.Value
	exprPos    token.Pos       // where the callee or the function names the map
	expr       ssa.Value       // the map there
	lock       *state.SyncFact // the lock that the callee takes, nil if there is none
	shownAt    token.Pos       // the assignment or the call, in the function or a literal
	inline     bool            // it stands in the function or a literal that it calls, or the callee takes no lock
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
func (ss surveys) of(f *order.Flow) *survey {
	if s := ss[f]; s != nil {
		return s
	}
	ss[f] = &survey{}
	s := &survey{}
	for _, i := range heap.InstrsOf(f.Heap, func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.Lookup:
			if p := f.Place(i.X); ssaq.IsLookup(i) && p.Known() {
				s.looks = append(s.looks, look{at: i, found: i, place: p, key: i.Index, exprPos: i.Pos(), expr: i.X, shownAt: ssaq.InstrPos(i)})
			}
		case *ssa.MapUpdate:
			s.stores = append(s.stores, store{at: i, place: f.Place(i.Map), key: i.Key, value: i.Value, exprPos: i.Pos(), expr: i.Map, inline: true, shownAt: ssaq.InstrPos(i)})
		case *ssa.Call:
			s.looks = append(s.looks, ss.looksBy(f, i)...)
			s.stores = append(s.stores, ss.storesBy(f, i)...)
		}
	}
	ss[f] = s
	return s
}

// looksBy lists the look-ups that a call makes: of a key that the function knows, where
// what the callee returns depends on the outcome, or the callee is a literal, which may
// assign it to a variable of the function. Either the callee takes a lock and
// releases it, or it has those of the function.
func (ss surveys) looksBy(f *order.Flow, call *ssa.Call) (out []look) {
	t := f.Target(call.Common())
	if t.Fn == nil || t.Fn == f.Fn || f.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := f.Pkg.Of[t.Fn], f.Bind(t, call)
	for _, l := range ss.of(callee).looks {
		key, found := t.Actual(l.key), l.found
		if returnsFrom(callee, l.found) {
			found = call
		} else if t.Fn.Parent() == nil {
			continue
		}
		m, _ := bd.Place(l.place)
		lock, ok := sectionOf(callee, l.at, l.lock, bd)
		if key == nil || !m.Known() || !ok || lock != nil && l.lock == nil && ss.recordsIntentUnderLock(callee, l.at) {
			continue
		}
		out = append(out, look{at: call, found: found, place: m, key: key, exprPos: l.exprPos, expr: l.expr, lock: lock, shownAt: shownAt(t, l.shownAt, call)})
	}
	return out
}

// storesBy lists the stores that a call makes of values and at keys that the function
// knows, where the callee has not looked at the map itself. Either the callee takes a
// lock for it, or it has those of the function.
func (ss surveys) storesBy(f *order.Flow, call *ssa.Call) (out []store) {
	t := f.Target(call.Common())
	if t.Fn == nil || t.Fn == f.Fn || f.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := f.Pkg.Of[t.Fn], f.Bind(t, call)
	for _, s := range ss.of(callee).stores {
		key, value := t.Actual(s.key), t.Actual(s.value)
		m, _ := bd.Place(s.place)
		lock, ok := sectionOf(callee, s.at, s.lock, bd)
		if key == nil || value == nil || !m.Known() || !ok || lock != nil && lock.Kind != state.Write || looksAt(callee, s.place) {
			continue
		}
		st := store{at: call, place: m, key: key, value: value, exprPos: s.exprPos, expr: s.expr, lock: lock, shownAt: shownAt(t, s.shownAt, call)}
		st.inline = lock == nil || s.inline && t.Fn.Parent() != nil
		out = append(out, st)
	}
	return out
}

// shownAt returns where the function has an access of a callee: at the call, or in the
// literal that it calls.
func shownAt(t heap.Target, pos token.Pos, call *ssa.Call) token.Pos {
	if t.Fn.Parent() != nil {
		return pos
	}
	return ssaq.InstrPos(call)
}

// returnsFrom reports whether some result of the function is what l has found.
func returnsFrom(f *order.Flow, l ssa.Value) bool {
	for _, i := range heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, res := range i.(*ssa.Return).Results {
			if slices.ContainsFunc(f.Stored(res), func(v ssa.Value) bool { return escape.Derived(v, l, 4, false) }) {
				return true
			}
		}
	}
	return false
}

// looksAt reports whether the function reads the map at p.
func looksAt(f *order.Flow, p place.Place) bool {
	for _, evs := range f.Events {
		for _, ev := range evs {
			if ev.Kind != trace.EvReturn && slices.ContainsFunc(ev.Accesses, func(x effect.Access) bool { return x.Place.MayAlias(p) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}
