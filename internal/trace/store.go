package trace

import (
	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// store returns the events of an assignment: an access if it assigns a map variable, which
// others may be reading, and an EvStore for maps and for pointers that lead to maps.
func (t *Trace) store(st *ssa.Store) []*Event {
	typ := st.Val.Type()
	if typeq.IsChan(typ) {
		return t.storeChan(st)
	}
	if !typeq.IsReference(typ) {
		return t.storeParts(st)
	}
	p := t.Place(st.Addr)
	if a, ok := st.Addr.(*ssa.Alloc); ok {
		if t.Pkg.SoleValue(a) != nil {
			return nil // the declaration
		}
		p = t.Local(a)
	}
	if !p.Known() {
		return nil
	}
	fills := typeq.IsMap(typ) && escape.FillsNil(t.Heap, st)
	out := []*Event{{Kind: EvStore, Place: p, eventFlags: eventFlags{Fills: fills}}}
	if p.OnlyFields() && !ssaq.IsMapUsedOnce(st.Val) {
		if q := t.Current(st.Val, st); q.Kind == place.Local || isOwn(p) && q.Known() && q.Kind != place.Value {
			out[0].callParts = &callParts{Fields: []effect.Alias{{From: p, To: q}}}
		}
	}
	if typeq.IsMap(typ) && !storesIntoCopy(st.Addr) {
		out = append(t.accessAt(state.OpReplace, p, ssaq.ExprOf(st.Addr), st, st.Pos()), out...)
		out[0].Accesses[0].FillsNil = fills && ssaq.IsMapUsedOnce(st.Val)
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
	if !isOwn(p) || p.Path != "" && !p.OnlyFields() {
		return nil
	}
	var out []*Event
	for _, fa := range ssaq.FieldAddrs(lit) {
		n, val := ssaq.CountStores(fa)
		if n != 1 || !typeq.IsReference(val.Type()) || ssaq.IsMapUsedOnce(val) {
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
	isOwnField := isOwn(p) && p.OnlyFields()
	if !isOwnField || t.Fn.Signature.Results().Len() > 0 {
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
	a, _ := ssaq.LocalRoot(fa.X)
	return a != nil && ssaq.SoleValue(a) != nil
}

// isOwn reports whether p is an object that the function makes or gets, or a part of one.
func isOwn(p place.Place) bool { return p.Kind == place.Local || p.Kind == place.Value }
