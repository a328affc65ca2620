package handover

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// iteratorMaps lists the maps that the iterator v, returned at ret, reads without acquiring a
// lock. The result of a call is followed to at most depth callees.
func iteratorMaps(f *order.Flow, v ssa.Value, ret *ssa.Return, depth int) []outlet {
	if depth == 0 {
		return nil
	}
	if call, m := escape.IteratorCall(v); call != nil {
		load := f.LoadOf(m)
		if load == nil {
			return nil
		}
		return []outlet{{place: f.Current(m, ret), load: load, expr: ssaq.ExprOf(m), byIterator: true}}
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return iteratorMaps(f, v.X, ret, depth)
	case *ssa.UnOp:
		var out []outlet
		for _, w := range f.Stored(v) {
			if w != ssa.Value(v) {
				out = append(out, iteratorMaps(f, w, ret, depth-1)...)
			}
		}
		return out
	case *ssa.MakeClosure:
		return literalMaps(f, v)
	case *ssa.Call:
		return resultMaps(f, v, depth)
	}
	return nil
}

// literalMaps lists the captured maps that a function literal reads without a lock.
func literalMaps(f *order.Flow, v *ssa.MakeClosure) (out []outlet) {
	fn, ok := v.Fn.(*ssa.Function)
	if !ok || f.Pkg.Summaries[fn] == nil {
		return nil
	}
	bd := heap.Binding{Caller: f.Heap, At: v, Binds: v.Bindings}
	for a := range f.Pkg.Summaries[fn].All() {
		if a.Thread > 0 || a.Scalar != effect.NotScalar || a.Op.Writes() || a.Sync.NumLocks() > 0 || a.Pos.Text != "" {
			continue
		}
		p, _ := bd.Place(a.Place)
		expr := a.Expr
		if m := bd.Value(a.Place); m != nil {
			expr = ssaq.ExprOf(m) // as the function around the literal writes it
		}
		if !slices.ContainsFunc(out, func(o outlet) bool { return o.place == p }) {
			out = append(out, outlet{place: p, load: v, expr: expr, byIterator: true})
		}
	}
	return out
}

// resultMaps lists the maps that the iterator returned by a function of the package reads, in
// terms of its caller. Those that are leaks of the callee itself are left out.
func resultMaps(f *order.Flow, call *ssa.Call, depth int) (out []outlet) {
	t := f.Target(call.Common())
	if t.Fn == nil || f.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := f.Pkg.Of[t.Fn], f.Bind(t, call)
	for ret := range ssaq.ReturnsOf(t.Fn) {
		for _, o := range returnedIterators(callee, ret, depth-1) {
			if _, leaks := leak(callee, o, ret); leaks {
				continue
			}
			o.place, _ = bd.Place(o.place)
			o.load = call
			out = append(out, o)
		}
	}
	return out
}

// returnedIterators lists the maps that the iterators read which a function returns at ret.
func returnedIterators(f *order.Flow, ret *ssa.Return, depth int) (out []outlet) {
	for _, res := range ret.Results {
		if !typeq.IsIterator(res.Type()) {
			continue
		}
		for _, v := range escape.ReturnedValues(f.Heap, res, ret) {
			out = append(out, iteratorMaps(f, v, ret, depth)...)
		}
	}
	return out
}
