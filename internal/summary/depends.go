package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// depends reports whether a store depends on what a look-up, or a call that makes
// it, has found: its value is computed from that, or an object of its own that is
// only stored if nothing was found.
func (b *builder) depends(found ssa.Value, s store) (isComputed, ok bool) {
	if !b.decides(found, s.at) {
		return true, s.own && renewed(s.value, found, 4)
	}
	isComputed = derived(s.value, found, 4, false) && !missed(found, s.at)
	return isComputed, isComputed || b.unlike(s.value)
}

// missed reports whether a look-up has found nothing wherever s is executed: what it
// gave is then zero for everybody.
func missed(found ssa.Value, s ssa.Instruction) bool {
	l, ok := found.(*ssa.Lookup)
	if !ok || !l.CommaOk {
		return false
	}
	test := okTest(l)
	if test == nil {
		return false
	}
	no := test.Block().Succs[1]
	return len(no.Preds) == 1 && no.Dominates(s.Block())
}

// renewed reports whether v is a number or slice that is made of the one which was
// found: n+1, or append(s, x).
func renewed(v, found ssa.Value, steps int) bool {
	if vals := heldIn(v); steps > 0 && vals != nil {
		return slices.ContainsFunc(vals, func(w ssa.Value) bool { return renewed(w, found, steps-1) })
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return derived(v, found, steps, false)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		return builtin && derived(v, found, steps, false)
	case *ssa.Phi:
		return steps > 0 && slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return renewed(e, found, steps-1) })
	}
	return false
}

// decides reports whether what l has found decides if s is executed: a branch that asks
// for it does, or one that asks for a variable which such a branch has set, as a list of
// what was not found.
func (b *builder) decides(l ssa.Value, s ssa.Instruction) bool {
	var asking, others []*ssa.If
	for _, blk := range b.fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		switch {
		case !ok:
		case !derived(iff.Cond, l, 6, true):
			others = append(others, iff)
		case b.control.decided(blk)[s.Block().Index]:
			return true
		default:
			asking = append(asking, iff)
		}
	}
	set := func(v ssa.Value) bool {
		return slices.ContainsFunc(asking, func(iff *ssa.If) bool { return b.control.sets(iff.Block(), v) })
	}
	return len(asking) > 0 && slices.ContainsFunc(others, func(iff *ssa.If) bool {
		return b.control.decided(iff.Block())[s.Block().Index] && computed(iff.Cond, set, 6, true)
	})
}

// derived reports whether v is computed from the result of l, in a few steps, and
// if asks is set also with the help of its methods, or as an element of it.
func derived(v ssa.Value, l ssa.Value, steps int, asks bool) bool {
	return computed(v, func(v ssa.Value) bool { return v == l }, steps, asks)
}

// computed is [derived] for any of several values.
func computed(v ssa.Value, of func(ssa.Value) bool, steps int, asks bool) bool {
	if of(v) {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || steps == 0 {
		return false
	}
	from := func(v ssa.Value) bool { return v != nil && computed(v, of, steps-1, asks) }
	if slices.ContainsFunc(heldIn(v), from) {
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

// unlike reports whether it matters which of two values is in the map: v is the
// next number of a counter, or an object that is made here and that can be
// locked, waited for or closed.
func (b *builder) unlike(v ssa.Value) bool {
	v = uncelled(unboxed(v))
	if vals := heldIn(v); vals != nil {
		return slices.ContainsFunc(vals, func(v ssa.Value) bool { return b.unlikeValue(v) })
	}
	return b.unlikeValue(v)
}

// unlikeValue is [builder.unlike] for a value that is not read from a variable.
func (b *builder) unlikeValue(v ssa.Value) bool {
	v = unboxed(v)
	if b.counts(v) {
		return true
	}
	if ex, ok := v.(*ssa.Extract); ok {
		call, ok := ex.Tuple.(*ssa.Call)
		return ok && closable(call.Call.Signature().Results().At(ex.Index).Type())
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return closable(v.Type()) || stateful(v.Type())
	case *ssa.MakeChan:
		return true
	case *ssa.Call:
		return closable(v.Type()) || stateful(v.Type()) && b.eng.builders[v.Parent()].place(v).Kind == place.Local
	}
	return false
}

// ownRunner reports whether v is made here and has to be closed or stopped: a sync.Map
// of anything else is mostly a cache of results.
func (b *builder) ownRunner(v ssa.Value) bool { return b.unlike(v) && closable(unboxed(v).Type()) }

// counts reports whether v is read from a field that its function raises.
func (b *builder) counts(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	if _, field := load.X.(*ssa.FieldAddr); !field {
		return false
	}
	return len(b.eng.builders[load.Parent()].instrsOf(func(i ssa.Instruction) bool {
		st, ok := i.(*ssa.Store)
		if !ok || !sameValue(st.Addr, load.X) {
			return false
		}
		sum, ok := st.Val.(*ssa.BinOp)
		return ok && sum.Op == token.ADD
	})) > 0
}

// closable reports whether objects of type t are started, or closed or stopped in
// the end.
func closable(t types.Type) bool {
	return !methodless(t, "Close") || !methodless(t, "Stop") || !methodless(t, "Shutdown") || !methodless(t, "Start")
}

// isAtomic reports whether t is a type of sync/atomic, or of the package that many
// used before it had types.
func isAtomic(t types.Type) bool {
	name := typeName(t)
	return strings.HasPrefix(name, "sync/atomic.") || strings.HasPrefix(name, "go.uber.org/atomic.")
}

// stateful reports whether the objects that t points to have a state of their own,
// which their users lock, wait for, count in or add to.
func stateful(t types.Type) bool {
	return hasField(t, func(f *types.Var) bool {
		_, ok := f.Type().Underlying().(*types.Chan)
		return ok || isLock(f.Type()) || isMap(f.Type()) || isAtomic(f.Type())
	})
}

// sameValue reports whether two keys are certainly equal: one value, one
// constant, or one variable that is read twice.
func sameValue(a, b ssa.Value) bool {
	a, b = uncelled(unboxed(a)), uncelled(unboxed(b))
	if a == b || cellOf(a) != nil && cellOf(a) == cellOf(b) {
		return true
	}
	switch x := a.(type) {
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && x.Op == token.MUL && y.Op == token.MUL && sameValue(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && sameValue(x.X, y.X)
	}
	return false
}
