package handover

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Leaks lists the maps that a function reads from their variable under a lock and returns, or
// gives to others, after it has released the lock; and those that an exported function returns
// without any lock. A map is returned itself, in a struct that the function copies or makes, as
// an element of a new map or slice, or by an iterator that reads it when it runs. Sync of each
// access are the released locks that were held when the variable was read, Via is the return. A
// result that all callers are seen to ignore, or to use under the lock, leaks nothing.
func (s *Survey) Leaks() []effect.RootAccess {
	var out []effect.RootAccess
	for _, fn := range s.flows.NonTest {
		if fn.Synthetic != "" {
			continue
		}
		f := s.flows.Of[fn]
		for _, h := range s.handovers[fn] {
			out = leaksBy(f, out, h, s.received)
		}
		if fn.Parent() != nil {
			continue
		}
		for ret := range ssaq.ReturnsOf(fn) {
			if ret.Pos().IsValid() {
				out = leaks(f, out, ret)
			}
		}
	}
	return out
}

// leaks appends the leaked maps of one return statement.
func leaks(f *order.Flow, out []effect.RootAccess, ret *ssa.Return) []effect.RootAccess {
	for i, res := range ret.Results {
		lazy := typeq.IsIterator(res.Type())
		if !lazy && !typeq.MayShareMap(res.Type()) {
			continue
		}
		for _, v := range escape.ReturnedValues(f.Heap, res, ret) {
			var outlets []outlet
			if lazy {
				outlets = iteratorMaps(f, v, ret, escape.MaxIterators)
			} else {
				outlets = append(mapsIn(f, v, ret), elementMaps(f, v, ret)...)
			}
			for _, elem := range escape.Collected(f.Heap, v) {
				outlets = append(outlets, mapsIn(f, elem, ret)...)
			}
			for _, l := range outlets {
				if u, ok := leak(f, l, ret); ok && usesResult(f, i, u.Sync) {
					out = append(out, u)
				}
			}
		}
	}
	return out
}

// leaksBy appends the guarded maps that a function sends or passes to unknown code. A send
// gives a map away whatever the sender holds: the receiver does not hold it.
//
// False negative: the map is an element of a collection, or in one.
func leaksBy(f *order.Flow, out []effect.RootAccess, h Handover, received receivedBy) []effect.RootAccess {
	if !typeq.MayShareMap(h.Value.Type()) {
		return out
	}
	after := f.StateAt(h.At)
	for _, l := range mapsIn(f, h.Value, h.At) {
		at := f.StateAt(l.load)
		held := at.Locks()
		if !h.Async {
			held = slices.DeleteFunc(slices.Clone(held), func(m *state.SyncFact) bool { return after.Has(m.Place, m.Kind) || f.Assumed.Has(m.Place, m.Kind) })
		}
		k := newKeeper(f, l.place)
		if len(held) == 0 || effect.Waited(at) || !l.isShared() || !k.keeps(h.At) {
			continue
		}
		if h.To == "" && received.locked(h) {
			continue
		}
		out = append(out, effect.RootAccess{
			Access: effect.Access{Op: state.OpRead, Place: l.place, LoadedSteps: int16(l.place.Len()), Sync: held, Site: f.SiteOf(h.At, l.expr, l.place)},
			Root:   context.NewRoot(f.Fn),
			Via:    ssaq.InstrPos(h.At),
			Leak:   effect.Leak{InStruct: l.inStruct, To: h.To, Sent: h.To == ""},
		})
	}
	return out
}

// leak returns the access that a returned map stands for. It is not ok if the map is not
// shared, or if a lock is held throughout.
func leak(f *order.Flow, l outlet, ret *ssa.Return) (effect.RootAccess, bool) {
	before := f.StateAt(l.load).Union(f.Pkg.EntryLocksets[f.Fn])
	if effect.Waited(before) {
		return effect.RootAccess{}, false // the writers have ended
	}
	if !l.isShared() {
		return effect.RootAccess{}, false
	}
	p := l.place
	at := before.Locks()
	held := f.Released(f.StateAt(l.load).Locks()) // what the callers hold, they hold on return
	if slices.ContainsFunc(held, func(m *state.SyncFact) bool { return slices.ContainsFunc(l.sharedLocks, m.Place.Same) }) {
		return effect.RootAccess{}, false // the copy points to the same lock
	}
	if (l.inElement || l.byIterator) && f.Pkg.EntryLocksets[f.Fn].NumLocks() > 0 {
		return effect.RootAccess{}, false // the callers hold the lock while they use the result
	}
	getter := len(at) == 0 && !l.inStruct && !l.inElement && ast.IsExported(f.Fn.Name())
	if len(held) == 0 && !getter {
		return effect.RootAccess{}, false
	}
	u := effect.RootAccess{
		Access: effect.Access{Op: state.OpRead, Place: p, LoadedSteps: int16(p.Len()), Sync: held, Site: f.SiteOf(ret, l.expr, p)},
		Root:   context.NewRoot(f.Fn),
		Via:    ssaq.InstrPos(ret),
		Leak:   effect.Leak{InStruct: l.inStruct, InElement: l.inElement, ByIterator: l.byIterator},
	}
	return u, true
}
