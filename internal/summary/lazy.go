package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/state"
)

// An iterator over a map reads the map when it runs, not when it is made: the access
// belongs to the loop, or to the function that is given the iterator, and a function
// that returns an iterator returns the map.

// maxIterators bounds the functions between an iterator and the map that it reads.
const maxIterators = 3

// isIterator reports whether t is a function that yields values, as iter.Seq is.
func isIterator(t types.Type) bool {
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || sig.Params().Len() != 1 || sig.Results().Len() != 0 {
		return false
	}
	yield, ok := sig.Params().At(0).Type().Underlying().(*types.Signature)
	return ok && yield.Results().Len() == 1 && isBool(yield.Results().At(0).Type())
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// lazyCall returns the map over which a call makes an iterator, such as maps.Keys;
// nil if it does not.
func lazyCall(v ssa.Value) (*ssa.Call, ssa.Value) {
	call, ok := v.(*ssa.Call)
	if !ok || len(call.Call.Args) == 0 || !isIterator(call.Type()) {
		return nil, nil
	}
	e := known.Func(calleeObj(call.Common()))
	if e.Kind != known.MapOps || len(e.Ops) != 1 || !isMap(call.Call.Args[0].Type()) {
		return nil, nil
	}
	return call, call.Call.Args[0]
}

// iterated lists the maps that iterator v, as it is at a return, reads without a lock
// of its own.
func (b *builder) iterated(v ssa.Value, ret *ssa.Return, depth int) []outlet {
	if depth == 0 {
		return nil
	}
	if call, m := lazyCall(v); call != nil {
		load := b.loadOf(m)
		if load == nil {
			return nil
		}
		return []outlet{{place: b.current(m, ret), load: load, expr: b.eng.exprOf(m), lazy: true}}
	}
	switch v := v.(type) {
	case *ssa.ChangeType:
		return b.iterated(v.X, ret, depth)
	case *ssa.UnOp:
		var out []outlet
		for _, w := range b.stored(v) {
			if w != ssa.Value(v) {
				out = append(out, b.iterated(w, ret, depth-1)...)
			}
		}
		return out
	case *ssa.MakeClosure:
		return b.readBy(v)
	case *ssa.Call:
		return b.iteratedBy(v, depth)
	}
	return nil
}

// readBy lists the captured maps that a literal reads without a lock.
func (b *builder) readBy(v *ssa.MakeClosure) (out []outlet) {
	fn, ok := v.Fn.(*ssa.Function)
	if !ok || b.eng.sums[fn] == nil {
		return nil
	}
	bd := binding{b: b, at: v, binds: v.Bindings}
	for a := range b.eng.sums[fn].all() {
		if a.Thread > 0 || a.Word != NoWord || a.Op.Writes() || a.Marks.NumLocks() > 0 || a.Pos.Text != "" {
			continue
		}
		p, _ := bd.place(a.Place)
		expr := a.Expr
		if m := bd.value(a.Place); m != nil {
			expr = b.eng.exprOf(m) // the variable that the captured one got it from
		}
		if !slices.ContainsFunc(out, func(o outlet) bool { return o.place == p }) {
			out = append(out, outlet{place: p, load: v, expr: expr, lazy: true})
		}
	}
	return out
}

// iteratedBy lists the maps that an iterator reads which a function of the package
// returns, in terms of its caller: those that the function itself does not let out.
func (b *builder) iteratedBy(call *ssa.Call, depth int) (out []outlet) {
	t := b.target(call.Common())
	if t.fn == nil || b.eng.builders[t.fn] == nil {
		return nil
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	for ret := range returnsOf(t.fn) {
		for _, res := range ret.Results {
			if !isIterator(res.Type()) {
				continue
			}
			for _, v := range callee.givenAt(res, ret) {
				for _, o := range callee.iterated(v, ret, depth-1) {
					if _, leaks := callee.leak(o, ret); leaks {
						continue
					}
					o.place, _ = bd.place(o.place)
					o.load = call
					out = append(out, o)
				}
			}
		}
	}
	return out
}

// lazyOps returns the events of a call that makes an iterator over a map: none if the
// iterator is only returned by an exported function, which lets the map out, or runs
// later; see [builder.consumed].
//
// Assumes: the caller of another function that returns the iterator runs it under the
// locks that it holds at the call.
func (b *builder) lazyOps(e known.Effect, call *ssa.Call) []*event {
	now := false
	for _, use := range usesOfIterator(call) {
		switch use := use.(type) {
		case *ssa.Return:
			now = now || !ast.IsExported(b.fn.Name()) // its callers run it, mostly at once
		case *ssa.Call:
			now = now || !b.later(call, use)
		default:
			now = true // nobody sees when it runs
		}
	}
	if !now {
		return nil
	}
	return b.access(e.Ops[0].Op, call.Call.Args[0], call, call.Pos())
}

// usesOfIterator lists the instructions that an iterator comes to: calls that run it or
// are given it, returns, and others.
func usesOfIterator(v ssa.Value) (out []ssa.Instruction) {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.ChangeType:
			out = append(out, usesOfIterator(r)...)
		case *ssa.Store:
			if a, ok := r.Addr.(*ssa.Alloc); ok && assignedOnly(a) != nil {
				out = append(out, loadsOf(a)...)
			} else {
				out = append(out, r)
			}
		default:
			out = append(out, r)
		}
	}
	return out
}

// loadsOf lists what is done with the values that are read from a local variable.
func loadsOf(a *ssa.Alloc) (out []ssa.Instruction) {
	for _, r := range *a.Referrers() {
		if load, ok := r.(*ssa.UnOp); ok {
			out = append(out, *load.Referrers()...)
		}
	}
	return out
}

// later reports whether the iterator that one call makes runs in another call when
// locks may have been taken or released meanwhile.
func (b *builder) later(made, run *ssa.Call) bool {
	if made.Block() != run.Block() {
		return true
	}
	list := made.Block().Instrs
	from, to := slices.Index(list, ssa.Instruction(made)), slices.Index(list, ssa.Instruction(run))
	return to < from || slices.ContainsFunc(list[from:to], func(i ssa.Instruction) bool {
		call, ok := i.(*ssa.Call)
		return ok && b.changesLocks(call.Common())
	})
}

// changesLocks reports whether other locks are held after a call than before.
func (b *builder) changesLocks(call *ssa.CallCommon) bool {
	t := b.target(call)
	switch knownEffect(t).Kind {
	case known.Lock, known.TryLock, known.Unlock:
		return true
	}
	return t.sum != nil && len(t.sum.Acquires)+len(t.sum.Releases) > 0
}

// consumed returns the events of a call that runs an iterator over a map, or is given
// one, which was made earlier.
func (b *builder) consumed(call *ssa.CallCommon, at ssa.Instruction) (out []*event) {
	run, ok := at.(*ssa.Call)
	if !ok {
		return nil
	}
	for _, v := range append(slices.Clone(call.Args), call.Value) {
		if v == nil || !isIterator(v.Type()) {
			continue
		}
		for _, w := range b.iterators(v) {
			if made, m := lazyCall(w); made != nil && b.later(made, run) {
				out = append(out, b.accessAt(state.OpRange, b.current(m, at), b.eng.exprOf(m), at, runPos(run))...)
			}
		}
	}
	return out
}

// runPos returns the position of a call that runs an iterator: a loop has that of its
// body.
func runPos(run *ssa.Call) token.Pos {
	if run.Pos().IsValid() || len(run.Call.Args) != 1 {
		return run.Pos()
	}
	if body, ok := run.Call.Args[0].(*ssa.MakeClosure); ok {
		return body.Fn.Pos()
	}
	return run.Call.Args[0].Pos()
}

// iterators returns the values that an iterator may be where it is read from a local
// variable; else the iterator itself.
func (b *builder) iterators(v ssa.Value) []ssa.Value {
	if c, ok := v.(*ssa.ChangeType); ok {
		return b.iterators(c.X)
	}
	return b.stored(v)
}
