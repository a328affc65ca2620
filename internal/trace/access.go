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

// access returns the event of an operation on the map m.
func (b *Trace) access(op state.Op, m ssa.Value, at ssa.Instruction, pos token.Pos) []*Event {
	p := b.Current(m, at)
	evs := b.accessAt(op, p, b.Pkg.ExprAt(pos, m), at, pos)
	for _, ev := range evs {
		a := &ev.Accesses[0]
		b.noteCopy(a, m, p)
		if ev.Load = b.LoadOf(m); ev.Load == nil && ssaq.IsCallResult(m) {
			a.LoadedSteps, a.FromCall = int16(a.Place.Len()), true // a getter read the variable
		}
	}
	return append(evs, besides(b, op, m, p, at, pos)...)
}

// noteCopy notes of an access to the map m, at p, that m is the map of a copy of a struct, or
// may be another one.
func (b *Trace) noteCopy(a *effect.Access, m ssa.Value, p place.Place) {
	c, writes := escape.ByCopy(b.Heap, m, a.Op.Writes()), a.Op.Writes()
	if c != nil {
		a.ViaCopy = true
		a.TreatedAsOwn = a.TreatedAsOwn || writes && claims(b, c, nil)
	}
	a.TreatedAsOwn = a.TreatedAsOwn || writes && (escape.ClaimsVariable(b.Heap, m) || escape.ClaimsDefault(b.Heap, m, p, c != nil))
}

func (b *Trace) accessAt(op state.Op, p place.Place, expr string, at ssa.Instruction, pos token.Pos) []*Event {
	if !p.Known() {
		return nil
	}
	if !pos.IsValid() {
		pos = ssaq.InstrPos(at)
	}
	a := effect.Access{Op: op, Place: p, LoadedSteps: -1, Site: b.Site(pos, expr, p)}
	return []*Event{{Kind: EvAccess, Accesses: []effect.Access{a}}}
}

// SiteOf returns the site of an access by an instruction of the function to the
// map at p.
func (b *Trace) SiteOf(at ssa.Instruction, expr string, p place.Place) *effect.Site {
	return b.Site(ssaq.InstrPos(at), expr, p)
}

// Site is [Trace.SiteOf] for a position in the function.
func (b *Trace) Site(pos token.Pos, expr string, p place.Place) *effect.Site {
	return &effect.Site{Pos: effect.Pos{P: pos}, Expr: expr, Func: b.Fn.Name(), Field: p.Owner, Says: b.RemarksOn(pos), Query: b.query, Rank: b.Pkg.Rank(pos)}
}

// store returns the events of an assignment: of a map variable, which others
// may be reading, and of pointers that lead to maps.
func (b *Trace) store(st *ssa.Store) []*Event {
	t := st.Val.Type()
	if ssaq.IsChan(t) {
		return b.lendChan(st)
	}
	if !ssaq.Refers(t) {
		return b.storeParts(st)
	}
	p := b.Place(st.Addr)
	if a, ok := st.Addr.(*ssa.Alloc); ok {
		if b.Pkg.SoleStore(a) != nil {
			return nil // the declaration
		}
		p = b.Local(a)
	}
	if !p.Known() {
		return nil
	}
	fills := ssaq.IsMap(t) && escape.Fills(b.Heap, st)
	out := []*Event{{Kind: EvStore, Place: p, eventFlags: eventFlags{Fills: fills}}}
	if (p.Kind == place.Local || p.Kind == place.Value) && p.OnlyFields() && !ssaq.MadeHere(st.Val) {
		if q := b.Current(st.Val, st); q.Known() && q.Kind != place.Value {
			out[0].parts = &parts{Fields: []effect.Alias{{From: p, To: q}}}
		}
	}
	if ssaq.IsMap(t) && !intoCopy(st.Addr) {
		out = append(b.accessAt(state.OpReplace, p, b.Pkg.ExprOf(st.Addr), st, st.Pos()), out...)
		out[0].Accesses[0].FillsNil = fills && ssaq.MadeHere(st.Val)
	}
	return out
}

// storeParts returns the events of giving a part of an object the value of a literal,
// as in "&pod{meta: meta{labels: set.labels}}": the maps and pointers in that become
// the part's.
func (b *Trace) storeParts(st *ssa.Store) []*Event {
	lit, ok := ssaq.LoadedAlloc(st.Val)
	if _, part := st.Addr.(*ssa.FieldAddr); !ok || !part || lit.Comment != "complit" {
		return nil
	}
	p := b.Place(st.Addr)
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
		if to := b.Current(val, st); from.Known() && to.Known() && to.Kind != place.Value {
			out = append(out, &Event{Kind: EvStore, Place: from, parts: &parts{Fields: []effect.Alias{{From: from, To: to}}}})
		}
	}
	return out
}

// lendChan returns the alias that an object's field is of a channel which the
// function gives it, so that the function can wait for what the object's goroutine
// sends. One that returns something leaves the field its name: it may return the
// object, whose field is all that its caller sees of the channel.
func (b *Trace) lendChan(st *ssa.Store) []*Event {
	p := b.Place(st.Addr)
	if b.Fn.Signature.Results().Len() > 0 || p.Kind != place.Local && p.Kind != place.Value || p.Path == "" || !p.OnlyFields() {
		return nil
	}
	q := b.Place(st.Val)
	if q.Kind != place.Local || q.Path != "" {
		return nil
	}
	return []*Event{{Kind: EvNone, parts: &parts{Fields: []effect.Alias{{From: p, To: q}}}}}
}

// intoCopy reports whether addr is a field of a struct that is the function's
// own copy, such as a value receiver.
func intoCopy(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	a, _ := ssaq.CopyRoot(fa.X)
	return a != nil && ssaq.OnlyStore(a) != nil
}

// builtin returns the events of delete, clear, len, close.
func (b *Trace) builtin(name string, args []ssa.Value, at ssa.Instruction) []*Event {
	if len(args) == 0 {
		return nil
	}
	switch name {
	case "delete":
		return b.access(state.OpDelete, args[0], at, at.Pos())
	case "clear":
		if ssaq.IsMap(args[0].Type()) {
			return b.access(state.OpClear, args[0], at, at.Pos())
		}
	case "len":
		if ssaq.IsMap(args[0].Type()) {
			return b.access(state.OpLen, args[0], at, at.Pos())
		}
	case "close":
		return b.closing(args[0])
	}
	return nil
}
