package trace

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// access returns the events of an operation on the map m: one for the place where m lives,
// and one for each package variable that may hold m too.
func (t *Trace) access(op state.Op, m ssa.Value, at ssa.Instruction, pos token.Pos) []*Event {
	p := t.Current(m, at)
	evs := t.accessAt(op, p, t.Pkg.ExprAt(pos, m), at, pos)
	for _, ev := range evs {
		a := &ev.Accesses[0]
		t.noteCopy(a, m, p)
		if ev.Load = t.LoadOf(m); ev.Load == nil && ssaq.IsCallResult(m) {
			a.LoadedSteps, a.FromCall = int16(a.Place.Len()), true // a getter read the variable
		}
	}
	return append(evs, globalAccesses(t, op, m, p, at, pos)...)
}

// noteCopy notes, for an access to the map m, which lives at p, whether m was read from a
// copy of a struct, and whether the function treats m as a map of its own.
func (t *Trace) noteCopy(a *effect.Access, m ssa.Value, p place.Place) {
	c, writes := escape.ByCopy(t.Heap, m, a.Op.Writes()), a.Op.Writes()
	if c != nil {
		a.ViaCopy = true
		a.TreatedAsOwn = a.TreatedAsOwn || writes && Claims(t, c, nil)
	}
	a.TreatedAsOwn = a.TreatedAsOwn || writes && (escape.ClaimsVariable(t.Heap, m) || escape.ClaimsDefault(t.Heap, m, p, c))
}

// accessAt returns the event of an operation on the map at p, none if p is unknown.
func (t *Trace) accessAt(op state.Op, p place.Place, expr string, at ssa.Instruction, pos token.Pos) []*Event {
	if !p.Known() {
		return nil
	}
	if !pos.IsValid() {
		pos = ssaq.InstrPos(at)
	}
	a := effect.Access{Op: op, Place: p, LoadedSteps: -1, Site: t.Site(pos, expr, p)}
	return []*Event{{Kind: EvAccess, Accesses: []effect.Access{a}}}
}

// EarlyLoad returns the read of the variable at p, which holds a map, by an instruction that
// comes before a lock is taken.
func (t *Trace) EarlyLoad(at ssa.Instruction, p place.Place) effect.Access {
	return effect.Access{Op: state.OpRead, Scalar: effect.EarlyLoad, Place: p, LoadedSteps: -1, Site: t.SiteOf(at, ssaq.ExprOf(ssaq.AsValue(at)), p)}
}

// SiteOf returns the site of an access to the map at p by an instruction of the function.
func (t *Trace) SiteOf(at ssa.Instruction, expr string, p place.Place) *effect.Site {
	return t.Site(ssaq.InstrPos(at), expr, p)
}

// Site is [Trace.SiteOf] for a position in the function.
func (t *Trace) Site(pos token.Pos, expr string, p place.Place) *effect.Site {
	return &effect.Site{
		Pos: effect.Pos{P: pos}, Order: t.Pkg.Rank(pos), Expr: expr, Func: t.Fn.Name(), Field: p.Owner,
		Says: t.RemarksOn(pos), Query: t.isQuery,
	}
}

// builtin returns the events of a call of the builtin delete, clear, len or close.
func (t *Trace) builtin(name string, args []ssa.Value, at ssa.Instruction) []*Event {
	if len(args) == 0 {
		return nil
	}
	switch name {
	case "delete":
		return t.access(state.OpDelete, args[0], at, at.Pos())
	case "clear":
		if typeq.IsMap(args[0].Type()) {
			return t.access(state.OpClear, args[0], at, at.Pos())
		}
	case "len":
		if typeq.IsMap(args[0].Type()) {
			return t.access(state.OpLen, args[0], at, at.Pos())
		}
	case "close":
		return t.closing(args[0])
	}
	return nil
}

// Claims reports whether the function treats the map at p, in a copy of a struct that the
// assignment at makes, as the copy's own: it makes a map there if there is none, and the
// original never gets that map; or it assigns other fields and returns the copy. A function
// that means the original's map does neither. What the copy points to is not copied. The
// copy must not be stored back to the original.
//
// The place is nil if the function does not assign the map variable of the copy.
//
// False negative: a copy of a parameter, such as of options that the function completes and
// returns: callers usually drop the original. Of a receiver they may do so as well, which is
// a doubt.
func Claims(t *Trace, at *ssa.Store, p *place.Place) bool {
	a := at.Addr.(*ssa.Alloc)
	if param, ok := at.Val.(*ssa.Parameter); ok {
		return isReceiver(t, param) && assignsNoMap(a)
	}
	if escape.PutBack(t.Heap, a, escape.Original(t.Heap, at.Val)) {
		return false
	}
	if p != nil && !escape.ByFields(typeq.Pointee(a.Type()), p.Rest(t.Local(a)).Path) {
		return false
	}
	if ssaq.AssignsPart(a) && escape.IsReturned(t.Heap, a) {
		return true
	}
	return p != nil && fillsAt(t, heap.Key(*p))
}

// assignsNoMap reports whether a field of a struct is assigned that holds no map.
func assignsNoMap(a *ssa.Alloc) bool {
	return slices.ContainsFunc(ssaq.FieldAddrs(a), func(fa *ssa.FieldAddr) bool {
		n, val := ssaq.CountStores(fa)
		return n > 0 && val != nil && !typeq.IsMap(val.Type())
	})
}

// isReceiver reports whether a parameter is the receiver of the function.
func isReceiver(t *Trace, p *ssa.Parameter) bool {
	return t.Fn.Signature.Recv() != nil && p == t.Fn.Params[0]
}

// fillsAt reports whether the function assigns a map at p where there was none.
func fillsAt(t *Trace, p place.Place) bool {
	return slices.ContainsFunc(t.Events, func(evs []*Event) bool {
		return slices.ContainsFunc(evs, func(ev *Event) bool { return ev.Kind == EvStore && ev.Fills && heap.Key(ev.Place) == p })
	})
}

// markOnDemand marks the stores of a callee, such as a literal or a helper, that happen on
// demand: this function decides by a look-up whether to call it.
func markOnDemand(t *Trace, call *ssa.Call, evs []*Event) {
	for _, ev := range evs {
		if ev.Kind != EvAccess {
			continue
		}
		for i := range ev.Accesses {
			a := &ev.Accesses[i]
			if isOwnStore := a.Op == state.OpWrite && !a.InCallback && !a.OnDemand; isOwnStore && escape.SharedByCallers(t.Heap, a.Place) {
				a.OnDemand, a.OnDemandInLoop = escape.OnDemandBy(t.Heap, call, a.Place, escape.MaxHelpers), false
			}
		}
	}
}
