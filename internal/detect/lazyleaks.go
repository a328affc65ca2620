package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// iterated lists the maps that iterator v, as it is at a return, reads without a lock
// of its own.
func iterated(b *order.Flow, v ssa.Value, ret *ssa.Return, depth int) []outlet {
	if depth == 0 {
		return nil
	}
	if call, m := escape.LazyCall(v); call != nil {
		load := b.LoadOf(m)
		if load == nil {
			return nil
		}
		return []outlet{{place: b.Current(m, ret), load: load, expr: b.Pkg.ExprOf(m), lazy: true}}
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return iterated(b, v.X, ret, depth)
	case *ssa.UnOp:
		var out []outlet
		for _, w := range b.Stored(v) {
			if w != ssa.Value(v) {
				out = append(out, iterated(b, w, ret, depth-1)...)
			}
		}
		return out
	case *ssa.MakeClosure:
		return readBy(b, v)
	case *ssa.Call:
		return iteratedBy(b, v, depth)
	}
	return nil
}

// readBy lists the captured maps that a literal reads without a lock.
func readBy(b *order.Flow, v *ssa.MakeClosure) (out []outlet) {
	fn, ok := v.Fn.(*ssa.Function)
	if !ok || b.Pkg.Summaries[fn] == nil {
		return nil
	}
	bd := heap.Binding{Heap: b.Heap, At: v, Binds: v.Bindings}
	for a := range b.Pkg.Summaries[fn].All() {
		if a.Thread > 0 || a.Scalar != effect.NotScalar || a.Op.Writes() || a.Sync.NumLocks() > 0 || a.Pos.Text != "" {
			continue
		}
		p, _ := bd.Place(a.Place)
		expr := a.Expr
		if m := bd.Value(a.Place); m != nil {
			expr = b.Pkg.ExprOf(m) // the variable that the captured one got it from
		}
		if !slices.ContainsFunc(out, func(o outlet) bool { return o.place == p }) {
			out = append(out, outlet{place: p, load: v, expr: expr, lazy: true})
		}
	}
	return out
}

// iteratedBy lists the maps that an iterator reads which a function of the package
// returns, in terms of its caller: those that the function itself does not let out.
func iteratedBy(b *order.Flow, call *ssa.Call, depth int) (out []outlet) {
	t := b.Target(call.Common())
	if t.Fn == nil || b.Pkg.Of[t.Fn] == nil {
		return nil
	}
	callee, bd := b.Pkg.Of[t.Fn], b.Bind(t, call)
	for ret := range ssaq.ReturnsOf(t.Fn) {
		for _, res := range ret.Results {
			if !ssaq.IsIterator(res.Type()) {
				continue
			}
			for _, v := range escape.GivenAt(callee.Heap, res, ret) {
				for _, o := range iterated(callee, v, ret, depth-1) {
					if _, leaks := leak(callee, o, ret); leaks {
						continue
					}
					o.place, _ = bd.Place(o.place)
					o.load = call
					out = append(out, o)
				}
			}
		}
	}
	return out
}
