package summary

import (
	"go/constant"
	"go/types"
	"iter"
	"reflect"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
)

// mapOps returns the events of a function that is known to read or write the
// maps among its arguments.
func (b *builder) mapOps(e known.Effect, args []ssa.Value, at ssa.Instruction) []*event {
	if call, ok := at.(*ssa.Call); ok && isIterator(call.Type()) {
		return b.lazyOps(e, call)
	}
	var out []*event
	for _, op := range e.Ops {
		if op.Arg >= len(args) {
			continue
		}
		if !op.Rest {
			out = append(out, b.reads(op, op.Arg, args[op.Arg], at)...)
			continue
		}
		if ev := b.handsOn(op, args, at); ev != nil { // to be resolved by the callers
			out = append(out, ev)
			continue
		}
		for i, v := range printed(op, args) {
			out = append(out, b.reads(op, op.Arg+i, v, at)...)
		}
	}
	return out
}

// reads returns the events of one operation on one argument.
func (b *builder) reads(op known.MapOp, arg int, v ssa.Value, at ssa.Instruction) []*event {
	v = unboxed(v)
	expr := b.eng.argExpr(at.Pos(), arg, v)
	if op.Deep == known.Shallow {
		if !isMap(v.Type()) && !isReflectValue(v.Type()) {
			return nil
		}
		evs := b.access(op.Op, v, at, at.Pos())
		for _, ev := range evs {
			ev.accesses[0].Expr = expr
		}
		return evs
	}
	if p, ok := v.(*ssa.Parameter); ok && types.IsInterface(p.Type()) {
		return b.looksInto(op, b.place(p), at)
	}
	var out []*event
	for _, f := range b.mapsIn(v, op.Deep, expr, at) {
		out = append(out, b.accessAt(op.Op, f.place, f.expr, at, at.Pos())...)
	}
	return out
}

// mapsIn returns the maps within a value, as far as a function looks for them.
func (b *builder) mapsIn(v ssa.Value, deep known.Depth, expr string, at ssa.Instruction) []foundMap {
	w := walker{depth: deep, seen: map[types.Type]bool{}}
	w.walk(v.Type(), b.current(v, at), expr, true)
	return w.found
}

// printed yields the arguments of a variadic call that an operation looks into.
func printed(op known.MapOp, args []ssa.Value) iter.Seq2[int, ssa.Value] {
	return func(yield func(int, ssa.Value) bool) {
		verbs := ""
		if op.Fmt && op.Arg > 0 {
			verbs = formatVerbs(args[op.Arg-1])
		}
		for i, v := range variadic(args[op.Arg]) {
			if op.Fmt && (i >= len(verbs) || strings.ContainsRune("pT", rune(verbs[i]))) {
				continue // %p and %T look at no map
			}
			if !yield(i, v) {
				return
			}
		}
	}
}

func isReflectValue(t types.Type) bool { return typeName(t) == "reflect.Value" }

// variadic returns the arguments that a call passes in the slice v.
func variadic(v ssa.Value) []ssa.Value {
	sl, ok := v.(*ssa.Slice)
	if !ok {
		return nil
	}
	arr, ok := sl.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var out []ssa.Value
	for _, r := range *arr.Referrers() {
		ia, ok := r.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		for _, u := range *ia.Referrers() {
			if st, ok := u.(*ssa.Store); ok && st.Addr == ia {
				out = append(out, st.Val)
			}
		}
	}
	return out
}

// formatVerbs returns the verbs of a constant format, one for each argument.
func formatVerbs(v ssa.Value) string {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.String {
		return ""
	}
	var verbs strings.Builder
	s := constant.StringVal(c.Value)
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		i++
		for i < len(s) && strings.IndexByte("+-# 0123456789.", s[i]) >= 0 {
			i++
		}
		switch {
		case i >= len(s) || s[i] == '*' || s[i] == '[':
			return "" // widths and indexes among the arguments: not worth it
		case s[i] != '%':
			verbs.WriteByte(s[i])
		}
	}
	return verbs.String()
}

// walker finds the maps within a value, as far as a function looks for them.
type walker struct {
	depth known.Depth
	seen  map[types.Type]bool // those around the one at hand
	steps int
	found []foundMap
}

// maxWalk bounds the parts of a value that are looked at, since wide structs in
// wide structs have too many of them.
const maxWalk = 5000

type foundMap struct {
	place place.Place
	expr  string
}

func (w *walker) walk(t types.Type, p place.Place, expr string, top bool) {
	if w.steps++; w.steps > maxWalk || !p.Known() || w.seen[t] || len(w.found) >= 8 || !w.plain(t) {
		return
	}
	w.seen[t] = true
	defer delete(w.seen, t)
	switch u := t.Underlying().(type) {
	case *types.Map:
		w.found = append(w.found, foundMap{p, expr})
		if !isScalar(u.Elem()) {
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
			w.walk(f.Type(), step(p, t, i), expr+"."+f.Name(), false)
		}
	}
}

// plain reports whether reflection walks t, which has no method that does the
// work instead.
func (w *walker) plain(t types.Type) bool {
	switch w.depth {
	case known.Printed:
		return methodless(t, "Error", "String", "Format", "GoString", "LogValue")
	case known.Encoded:
		return methodless(t, "MarshalJSON", "MarshalText", "GobEncode", "MarshalBinary", "MarshalXML")
	}
	return true
}

func hiddenByTag(tag string) bool { return reflect.StructTag(tag).Get("json") == "-" }

func isScalar(t types.Type) bool {
	_, ok := t.Underlying().(*types.Basic)
	return ok
}
