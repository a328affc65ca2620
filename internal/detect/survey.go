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

// operation is a look-up in a map or a store into it, by the function itself or by a function
// of this package that it calls: a helper, a method that acquires the lock, a function literal.
type operation struct {
	at      ssa.Instruction // the look-up, the store or the call
	place   place.Place     // the map, in terms of the function
	key     key
	exprPos token.Pos       // where the callee or the function names the map
	expr    ssa.Value       // the map there
	lock    *state.SyncFact // the lock that the callee acquires and releases, nil if there is none
	shownAt token.Pos       // the operation or the call, in the function or a literal
}

// look is a look-up.
type look struct {
	operation
	found ssa.Value // the result of the look-up, or of the call that returns it
}

// store is an assignment to an element of a map.
type store struct {
	operation
	value  ssa.Value
	inline bool // made by the function, by a literal that it calls, or by a callee that acquires no lock
}

// survey lists the look-ups and stores of a function and of its callees.
type survey struct {
	looks  []look
	stores []store
}

// surveys caches the surveys of the functions of a package.
type surveys map[*order.Flow]*survey

// of returns the survey of a function. It is empty while it is being made, in case the
// function calls itself.
func (ss surveys) of(f *order.Flow) *survey {
	if s := ss[f]; s != nil {
		return s
	}
	ss[f] = &survey{}
	s := &survey{}
	for _, i := range heap.InstrsOf(f.Heap, func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.Lookup:
			if p := f.Place(i.X); ssaq.IsMapLookup(i) && p.Known() {
				s.looks = append(s.looks, look{operation{at: i, place: p, key: keyOf(f.Heap, i.Index), exprPos: i.Pos(), expr: i.X, shownAt: ssaq.InstrPos(i)}, i})
			}
		case *ssa.MapUpdate:
			s.stores = append(s.stores, store{operation{at: i, place: f.Place(i.Map), key: keyOf(f.Heap, i.Key), exprPos: i.Pos(), expr: i.Map, shownAt: ssaq.InstrPos(i)}, i.Value, true})
		case *ssa.Call:
			s.looks = append(s.looks, ss.looksBy(f, i)...)
			s.stores = append(s.stores, ss.storesBy(f, i)...)
		}
	}
	ss[f] = s
	return s
}

// looksBy lists the look-ups that a call makes with a key that the function knows. Either a
// result of the callee is computed from what was found, or the callee is a literal, which may
// assign it to a variable of the function. The callee acquires one lock and releases it, or
// none.
func (ss surveys) looksBy(f *order.Flow, call *ssa.Call) (out []look) {
	t := f.Target(call.Common())
	if t.Fn == nil || t.Fn == f.Fn || f.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := f.Pkg.Of[t.Fn], f.Bind(t, call)
	for _, l := range ss.of(callee).looks {
		key, found := l.key.in(f.Heap, t), l.found
		if returnsFrom(callee, l.found) {
			found = call
		} else if t.Fn.Parent() == nil {
			continue
		}
		m, _ := bd.Place(l.place)
		lock, ok := sectionOf(callee, l.at, l.lock, bd)
		if key.of == nil || !m.Known() || !ok {
			continue
		}
		if lock != nil && l.lock == nil && ss.recordsIntentUnderLock(callee, l.at) {
			continue
		}
		out = append(out, look{operation{call, m, key, l.exprPos, l.expr, lock, shownAt(t, l.shownAt, call)}, found})
	}
	return out
}

// storesBy lists the stores that a call makes with keys and values that the function knows,
// unless the callee reads the map itself. The callee acquires one lock and releases it, or
// none.
func (ss surveys) storesBy(f *order.Flow, call *ssa.Call) (out []store) {
	t := f.Target(call.Common())
	if t.Fn == nil || t.Fn == f.Fn || f.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := f.Pkg.Of[t.Fn], f.Bind(t, call)
	for _, s := range ss.of(callee).stores {
		key, value := s.key.in(f.Heap, t), t.Actual(s.value)
		m, _ := bd.Place(s.place)
		lock, ok := sectionOf(callee, s.at, s.lock, bd)
		if nameless := key.of == nil || value == nil || !m.Known(); nameless || !ok {
			continue
		}
		if lock != nil && lock.Kind != state.Write || looksAt(callee, s.place) {
			continue
		}
		inline := lock == nil || s.inline && t.Fn.Parent() != nil
		out = append(out, store{operation{call, m, key, s.exprPos, s.expr, lock, shownAt(t, s.shownAt, call)}, value, inline})
	}
	return out
}

// shownAt returns where the operation of a callee is reported: at pos if the callee is a
// literal, else at the call.
func shownAt(t heap.Target, pos token.Pos, call *ssa.Call) token.Pos {
	if t.Fn.Parent() != nil {
		return pos
	}
	return ssaq.InstrPos(call)
}

// returnsFrom reports whether some result of the function is computed from l.
func returnsFrom(f *order.Flow, l ssa.Value) bool {
	for _, i := range heap.InstrsOf(f.Heap, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, res := range i.(*ssa.Return).Results {
			if slices.ContainsFunc(f.Stored(res), func(v ssa.Value) bool { return escape.Derived(v, l, 4) }) {
				return true
			}
		}
	}
	return false
}

// looksAt reports whether the function reads the map at p.
func looksAt(f *order.Flow, p place.Place) bool {
	for ev := range f.AllEvents() {
		if ev.Kind != trace.EvReturn && slices.ContainsFunc(ev.Accesses, func(x effect.Access) bool { return x.Place.MayAlias(p) && !x.Op.Writes() }) {
			return true
		}
	}
	return false
}
