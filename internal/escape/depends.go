package escape

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Missed reports whether a look-up has found nothing wherever s is executed: what it
// gave is then zero for everybody.
func Missed(found ssa.Value, s ssa.Instruction) bool {
	l, ok := found.(*ssa.Lookup)
	if !ok || !l.CommaOk {
		return false
	}
	test := ssaq.OkTest(l)
	if test == nil {
		return false
	}
	no := test.Block().Succs[1]
	return len(no.Preds) == 1 && no.Dominates(s.Block())
}

// Renewed reports whether v is a number or slice that is made of the one which was
// found: n+1, or append(s, x).
func Renewed(v, found ssa.Value, steps int) bool {
	if vals := ssaq.HeldIn(v); steps > 0 && vals != nil {
		return slices.ContainsFunc(vals, func(w ssa.Value) bool { return Renewed(w, found, steps-1) })
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return Derived(v, found, steps, false)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		return builtin && Derived(v, found, steps, false)
	case *ssa.Phi:
		return steps > 0 && slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return Renewed(e, found, steps-1) })
	}
	return false
}

// Decides reports whether what l has found decides if s is executed: a branch that asks
// for it does, or one that asks for a variable which such a branch has set, as a list of
// what was not found.
func Decides(b *heap.Heap, l ssa.Value, s ssa.Instruction) bool {
	var asking, others []*ssa.If
	for _, blk := range b.Fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		switch {
		case !ok:
		case !Derived(iff.Cond, l, 6, true):
			others = append(others, iff)
		case b.Control.Decided(blk)[s.Block().Index]:
			return true
		default:
			asking = append(asking, iff)
		}
	}
	set := func(v ssa.Value) bool {
		return slices.ContainsFunc(asking, func(iff *ssa.If) bool { return b.Control.Sets(iff.Block(), v) })
	}
	return len(asking) > 0 && slices.ContainsFunc(others, func(iff *ssa.If) bool {
		return b.Control.Decided(iff.Block())[s.Block().Index] && computed(iff.Cond, set, 6, true)
	})
}

// Derived reports whether v is computed from the result of l, in a few steps, and
// if asks is set also with the help of its methods, or as an element of it.
func Derived(v ssa.Value, l ssa.Value, steps int, asks bool) bool {
	return computed(v, func(v ssa.Value) bool { return v == l }, steps, asks)
}

// computed is [Derived] for any of several values.
func computed(v ssa.Value, of func(ssa.Value) bool, steps int, asks bool) bool {
	if of(v) {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || steps == 0 {
		return false
	}
	from := func(v ssa.Value) bool { return v != nil && computed(v, of, steps-1, asks) }
	if slices.ContainsFunc(ssaq.HeldIn(v), from) {
		return true
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, from)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		if !builtin && !asks {
			return false
		}
	case *ssa.Lookup, *ssa.Range, *ssa.Next:
		if !asks {
			return false
		}
	case *ssa.Extract, *ssa.BinOp, *ssa.UnOp, *ssa.FieldAddr, *ssa.Field, *ssa.Convert, *ssa.ChangeType, *ssa.TypeAssert, *ssa.MakeInterface:
	default:
		return false
	}
	return slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return from(*op) })
}

// Unlike reports whether it matters which of two values is in the map: v is the
// next number of a counter, or an object that is made here and that can be
// locked, waited for or closed.
func Unlike(b *heap.Heap, v ssa.Value) bool {
	v = ssaq.Uncelled(ssaq.Unboxed(v))
	if vals := ssaq.HeldIn(v); vals != nil {
		return slices.ContainsFunc(vals, func(v ssa.Value) bool { return unlikeValue(b, v) })
	}
	return unlikeValue(b, v)
}

// unlikeValue is [Unlike] for a value that is not read from a variable.
func unlikeValue(b *heap.Heap, v ssa.Value) bool {
	v = ssaq.Unboxed(v)
	if counts(b, v) {
		return true
	}
	if ex, ok := v.(*ssa.Extract); ok {
		call, ok := ex.Tuple.(*ssa.Call)
		return ok && ssaq.Closable(call.Call.Signature().Results().At(ex.Index).Type())
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return ssaq.Closable(v.Type()) || ssaq.Stateful(v.Type())
	case *ssa.MakeChan:
		return true
	case *ssa.Call:
		return ssaq.Closable(v.Type()) || ssaq.Stateful(v.Type()) && b.Pkg.Of[v.Parent()].Place(v).Kind == place.Local
	}
	return false
}

// OwnRunner reports whether v is made here and has to be closed or stopped: a sync.Map
// of anything else is mostly a cache of results.
func OwnRunner(b *heap.Heap, v ssa.Value) bool {
	return Unlike(b, v) && ssaq.Closable(ssaq.Unboxed(v).Type())
}

// counts reports whether v is read from a field that its function raises.
func counts(b *heap.Heap, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	if _, field := load.X.(*ssa.FieldAddr); !field {
		return false
	}
	return len(heap.InstrsOf(b.Pkg.Of[load.Parent()], func(i ssa.Instruction) bool {
		st, ok := i.(*ssa.Store)
		if !ok || !SameValue(st.Addr, load.X) {
			return false
		}
		sum, ok := st.Val.(*ssa.BinOp)
		return ok && sum.Op == token.ADD
	})) > 0
}

// SameValue reports whether two keys are certainly equal: one value, one
// constant, or one variable that is read twice.
func SameValue(a, b ssa.Value) bool {
	a, b = ssaq.Uncelled(ssaq.Unboxed(a)), ssaq.Uncelled(ssaq.Unboxed(b))
	if a == b || ssaq.CellOf(a) != nil && ssaq.CellOf(a) == ssaq.CellOf(b) {
		return true
	}
	switch x := a.(type) {
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && x.Op == token.MUL && y.Op == token.MUL && SameValue(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && SameValue(x.X, y.X)
	}
	return false
}
