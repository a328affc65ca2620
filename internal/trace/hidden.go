package trace

import (
	"go/types"
	"reflect"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// mapOps returns the events of a function that is known to read or write the
// maps among its arguments.
func mapOps(b *Trace, e known.Effect, args []ssa.Value, at ssa.Instruction) []*Event {
	if call, ok := at.(*ssa.Call); ok && ssaq.IsIterator(call.Type()) {
		return lazyOps(b, e, call)
	}
	var out []*Event
	for _, op := range e.Ops {
		if op.Arg >= len(args) {
			continue
		}
		if !op.Rest {
			out = append(out, reads(b, op, op.Arg, args[op.Arg], at)...)
			continue
		}
		if ev := handsOn(b, op, args, at); ev != nil { // to be resolved by the callers
			out = append(out, ev)
			continue
		}
		for i, v := range ssaq.Printed(op, args) {
			out = append(out, reads(b, op, op.Arg+i, v, at)...)
		}
	}
	return out
}

// reads returns the events of one operation on one argument.
func reads(b *Trace, op known.MapOp, arg int, v ssa.Value, at ssa.Instruction) []*Event {
	v = ssaq.Unboxed(v)
	expr := b.Pkg.ArgExpr(at.Pos(), arg, v)
	if op.Deep == known.Shallow {
		if !ssaq.IsMap(v.Type()) && !isReflectValue(v.Type()) {
			return nil
		}
		evs := b.access(op.Op, v, at, at.Pos())
		for _, ev := range evs {
			ev.Accesses[0].Expr = expr
		}
		return evs
	}
	if p, ok := v.(*ssa.Parameter); ok && types.IsInterface(p.Type()) {
		return looksInto(b, op, b.Place(p), at)
	}
	var out []*Event
	for _, f := range mapsIn(b, v, op.Deep, expr, at) {
		out = append(out, b.accessAt(op.Op, f.place, f.expr, at, at.Pos())...)
	}
	return out
}

// mapsIn returns the maps within a value, as far as a function looks for them.
func mapsIn(b *Trace, v ssa.Value, deep known.Depth, expr string, at ssa.Instruction) []foundMap {
	w := walker{depth: deep, seen: map[types.Type]bool{}}
	w.walk(v.Type(), b.Current(v, at), expr, true)
	return w.found
}

func isReflectValue(t types.Type) bool { return ssaq.TypeName(t) == "reflect.Value" }

// walker finds the maps within a value, as far as a function looks for them.
type walker struct {
	depth known.Depth
	seen  map[types.Type]bool // those around the one at hand
	steps int
	found []foundMap
}

type foundMap struct {
	place place.Place
	expr  string
}

func (w *walker) walk(t types.Type, p place.Place, expr string, top bool) {
	if w.steps++; w.steps > ssaq.MaxWalk || !p.Known() || w.seen[t] || len(w.found) >= 8 || !w.plain(t) {
		return
	}
	w.seen[t] = true
	defer delete(w.seen, t)
	switch u := t.Underlying().(type) {
	case *types.Map:
		w.found = append(w.found, foundMap{p, expr})
		if !ssaq.IsScalar(u.Elem()) {
			w.walk(u.Elem(), p.MapElem(place.Index{}), expr+"[...]", false)
		}
	case *types.Pointer:
		if top || w.depth != known.Printed {
			w.walk(u.Elem(), p, expr, false)
		}
	case *types.Struct:
		for i := range u.NumFields() {
			f := u.Field(i)
			if w.depth == known.Encoded && (!f.Exported() && !f.Embedded() || hiddenByTag(u.Tag(i))) {
				continue
			}
			w.walk(f.Type(), ssaq.Step(p, t, i), expr+"."+f.Name(), false)
		}
	}
}

// plain reports whether reflection walks t, which has no method that does the
// work instead.
func (w *walker) plain(t types.Type) bool {
	switch w.depth {
	case known.Printed:
		return ssaq.Methodless(t, "Error", "String", "Format", "GoString", "LogValue")
	case known.Encoded:
		return ssaq.Methodless(t, "MarshalJSON", "MarshalText", "GobEncode", "MarshalBinary", "MarshalXML")
	}
	return true
}

func hiddenByTag(tag string) bool { return reflect.StructTag(tag).Get("json") == "-" }
