package trace

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
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
			a.ByVal, a.Got = int16(a.Place.Len()), true // a getter read the variable
		}
	}
	return append(evs, globalAccesses(t, op, m, p, at, pos)...)
}

// noteCopy notes, for an access to the map m, which lives at p, whether m was read from a
// copy of a struct, and whether the function treats m as a map of its own.
func (t *Trace) noteCopy(a *effect.Access, m ssa.Value, p place.Place) {
	c, writes := escape.ByCopy(t.Heap, m, a.Op.Writes()), a.Op.Writes()
	if c != nil {
		a.ByCopy = true
		a.Claimed = a.Claimed || writes && claims(t, c, nil)
	}
	a.Claimed = a.Claimed || writes && (escape.ClaimsVariable(t.Heap, m) || escape.ClaimsDefault(t.Heap, m, p, c != nil))
}

// accessAt returns the event of an operation on the map at p, none if p is unknown.
func (t *Trace) accessAt(op state.Op, p place.Place, expr string, at ssa.Instruction, pos token.Pos) []*Event {
	if !p.Known() {
		return nil
	}
	if !pos.IsValid() {
		pos = ssaq.InstrPos(at)
	}
	a := effect.Access{Op: op, Place: p, ByVal: -1, Site: t.Site(pos, expr, p)}
	return []*Event{{Kind: EvAccess, Accesses: []effect.Access{a}}}
}

// SiteOf returns the site of an access to the map at p by an instruction of the function.
func (t *Trace) SiteOf(at ssa.Instruction, expr string, p place.Place) *effect.Site {
	return t.Site(ssaq.InstrPos(at), expr, p)
}

// Site is [Trace.SiteOf] for a position in the function.
func (t *Trace) Site(pos token.Pos, expr string, p place.Place) *effect.Site {
	return &effect.Site{
		Pos: effect.Pos{P: pos}, Rank: t.Pkg.Rank(pos), Expr: expr, Func: t.Fn.Name(), Field: p.Owner,
		Says: t.RemarksOn(pos), Query: t.isQuery,
	}
}

// store returns the events of an assignment: an access if it assigns a map variable, which
// others may be reading, and an EvStore for maps and for pointers that lead to maps.
func (t *Trace) store(st *ssa.Store) []*Event {
	typ := st.Val.Type()
	if ssaq.IsChan(typ) {
		return t.storeChan(st)
	}
	if !ssaq.Refers(typ) {
		return t.storeParts(st)
	}
	p := t.Place(st.Addr)
	if a, ok := st.Addr.(*ssa.Alloc); ok {
		if t.Pkg.SoleStore(a) != nil {
			return nil // the declaration
		}
		p = t.Local(a)
	}
	if !p.Known() {
		return nil
	}
	fills := ssaq.IsMap(typ) && escape.Fills(t.Heap, st)
	out := []*Event{{Kind: EvStore, Place: p, eventFlags: eventFlags{Fills: fills}}}
	if (p.Kind == place.Local || p.Kind == place.Value) && p.OnlyFields() && !ssaq.MadeHere(st.Val) {
		if q := t.Current(st.Val, st); q.Known() && q.Kind != place.Value {
			out[0].callParts = &callParts{Fields: []effect.Alias{{From: p, To: q}}}
		}
	}
	if ssaq.IsMap(typ) && !storesIntoCopy(st.Addr) {
		out = append(t.accessAt(state.OpReplace, p, t.Pkg.ExprOf(st.Addr), st, st.Pos()), out...)
		out[0].Accesses[0].Fills = fills && ssaq.MadeHere(st.Val)
	}
	return out
}

// storeParts returns the events of assigning a composite literal to a part of an object, as
// in "&pod{meta: meta{labels: set.labels}}": the fields of the part are aliases of the maps
// and pointers in the literal.
func (t *Trace) storeParts(st *ssa.Store) []*Event {
	lit, ok := ssaq.LoadedAlloc(st.Val)
	if _, part := st.Addr.(*ssa.FieldAddr); !ok || !part || lit.Comment != "complit" {
		return nil
	}
	p := t.Place(st.Addr)
	if p.Kind != place.Local && p.Kind != place.Value || p.Path != "" && !p.OnlyFields() {
		return nil
	}
	var out []*Event
	for _, fa := range ssaq.FieldAddrs(lit) {
		n, val := ssaq.Stores(fa)
		if n != 1 || !ssaq.Refers(val.Type()) || ssaq.MadeHere(val) {
			continue
		}
		from := ssaq.Step(p, fa.X.Type(), fa.Field)
		if to := t.Current(val, st); from.Known() && to.Known() && to.Kind != place.Value {
			out = append(out, &Event{Kind: EvStore, Place: from, callParts: &callParts{Fields: []effect.Alias{{From: from, To: to}}}})
		}
	}
	return out
}

// storeChan returns the event that makes a field of an object an alias of a channel that
// the function stores there: the function can then wait for what the object's goroutine
// sends. In a function with results the field keeps its own name, since the function may
// return the object, and its caller knows the channel by the field only.
func (t *Trace) storeChan(st *ssa.Store) []*Event {
	p := t.Place(st.Addr)
	if t.Fn.Signature.Results().Len() > 0 || p.Kind != place.Local && p.Kind != place.Value || p.Path == "" || !p.OnlyFields() {
		return nil
	}
	q := t.Place(st.Val)
	if q.Kind != place.Local || q.Path != "" {
		return nil
	}
	return []*Event{{Kind: EvNone, callParts: &callParts{Fields: []effect.Alias{{From: p, To: q}}}}}
}

// storesIntoCopy reports whether addr is a field of a struct that is the function's own copy,
// such as a value receiver.
func storesIntoCopy(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	a, _ := ssaq.CopyRoot(fa.X)
	return a != nil && ssaq.OnlyStore(a) != nil
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
		if ssaq.IsMap(args[0].Type()) {
			return t.access(state.OpClear, args[0], at, at.Pos())
		}
	case "len":
		if ssaq.IsMap(args[0].Type()) {
			return t.access(state.OpLen, args[0], at, at.Pos())
		}
	case "close":
		return t.closing(args[0])
	}
	return nil
}
