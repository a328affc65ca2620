package trace

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
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
		a.TreatedAsOwn = a.TreatedAsOwn || writes && claims(t, c, nil)
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
