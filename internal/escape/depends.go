package escape

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// FoundNothing reports whether s is executed only where a look-up has found nothing. What the
// look-up returned is then the zero value.
func FoundNothing(found ssa.Value, s ssa.Instruction) bool {
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

// IsUpdateOf reports whether v is a number or slice made from the one that was found: n+1, or
// append(s, x).
func IsUpdateOf(v, found ssa.Value, steps int) bool {
	if vals := ssaq.CellValues(v); steps > 0 && vals != nil {
		return slices.ContainsFunc(vals, func(w ssa.Value) bool { return IsUpdateOf(w, found, steps-1) })
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return Derived(v, found, steps)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		return builtin && Derived(v, found, steps)
	case *ssa.Phi:
		return steps > 0 && slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return IsUpdateOf(e, found, steps-1) })
	}
	return false
}

// Decides reports whether the result of l decides if s is executed. A branch on the result does,
// and so does a branch on a variable which that branch has set, such as a list of the keys that
// were not found.
func Decides(h *heap.Heap, l ssa.Value, s ssa.Instruction) bool {
	var asking, others []*ssa.If
	for _, blk := range h.Fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		switch {
		case !ok:
		case !computed(iff.Cond, same(l), maxCondition, byValueOrCall):
			others = append(others, iff)
		case h.Control.Decided(blk)[s.Block().Index]:
			return true
		default:
			asking = append(asking, iff)
		}
	}
	set := func(v ssa.Value) bool {
		return slices.ContainsFunc(asking, func(iff *ssa.If) bool { return h.Control.Sets(iff.Block(), v) })
	}
	return len(asking) > 0 && slices.ContainsFunc(others, func(iff *ssa.If) bool {
		return h.Control.Decided(iff.Block())[s.Block().Index] && computed(iff.Cond, set, maxCondition, byValueOrCall)
	})
}

// maxCondition bounds the operations between a look-up and a condition on its result.
const maxCondition = 6

// dependence says which operations make one value depend on another.
type dependence int

const (
	byValue       dependence = iota // arithmetic, conversions, fields, append
	byValueOrCall                   // also any call, and look-ups in it
)

// Derived reports whether v is computed from the result of l, in at most so many steps,
// without calls other than of built-in functions.
func Derived(v ssa.Value, l ssa.Value, steps int) bool {
	return computed(v, same(l), steps, byValue)
}

// same returns a function that accepts l alone.
func same(l ssa.Value) func(ssa.Value) bool { return func(v ssa.Value) bool { return v == l } }

// computed reports whether v is one of the values that is accepts, or computed from one.
func computed(v ssa.Value, is func(ssa.Value) bool, steps int, how dependence) bool {
	if is(v) {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || steps == 0 {
		return false
	}
	from := func(v ssa.Value) bool { return v != nil && computed(v, is, steps-1, how) }
	if slices.ContainsFunc(ssaq.CellValues(v), from) {
		return true
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, from)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		if !builtin && how == byValue {
			return false
		}
	case *ssa.Lookup, *ssa.Range, *ssa.Next:
		if how == byValue {
			return false
		}
	case *ssa.Extract, *ssa.BinOp, *ssa.UnOp, *ssa.FieldAddr, *ssa.Field, *ssa.Convert, *ssa.ChangeType, *ssa.TypeAssert, *ssa.MakeInterface:
	default:
		return false
	}
	return slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return from(*op) })
}

// HasIdentity reports whether it matters which of two values is in the map: v is the next number
// of a counter, or an object made here that can be locked, waited for or closed.
func HasIdentity(h *heap.Heap, v ssa.Value) bool {
	v = ssaq.ThroughCell(ssaq.Unboxed(v))
	if vals := ssaq.CellValues(v); vals != nil {
		return slices.ContainsFunc(vals, func(v ssa.Value) bool { return hasIdentity(h, v) })
	}
	return hasIdentity(h, v)
}

// hasIdentity is [HasIdentity] for a value that is not read from a variable.
func hasIdentity(h *heap.Heap, v ssa.Value) bool {
	v = ssaq.Unboxed(v)
	if counts(h, v) {
		return true
	}
	if ex, ok := v.(*ssa.Extract); ok {
		call, ok := ex.Tuple.(*ssa.Call)
		return ok && typeq.HasLifecycle(call.Call.Signature().Results().At(ex.Index).Type())
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return typeq.HasLifecycle(v.Type()) || typeq.Stateful(v.Type())
	case *ssa.MakeChan:
		return true
	case *ssa.Call:
		return typeq.HasLifecycle(v.Type()) || typeq.Stateful(v.Type()) && h.Pkg.Of[v.Parent()].Place(v).Kind == place.Local
	}
	return false
}

// MadeToBeClosed reports whether v is made here and must be closed or stopped later.
//
// False negative: any other value in a sync.Map is taken for a cached result, for which it
// does not matter who stores it.
func MadeToBeClosed(h *heap.Heap, v ssa.Value) bool {
	return HasIdentity(h, v) && typeq.HasLifecycle(ssaq.Unboxed(v).Type())
}

// counts reports whether v is read from a field to which its function adds.
func counts(h *heap.Heap, v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	if _, field := load.X.(*ssa.FieldAddr); !field {
		return false
	}
	return len(heap.InstrsOf(h.Pkg.Of[load.Parent()], func(i ssa.Instruction) bool {
		st, ok := i.(*ssa.Store)
		if !ok || !SameValue(st.Addr, load.X) {
			return false
		}
		sum, ok := st.Val.(*ssa.BinOp)
		return ok && sum.Op == token.ADD
	})) > 0
}

// SameValue reports whether two keys are certainly equal: they are the same value, equal
// constants, or read from the same variable.
//
// Assumes: the variable is not assigned between the two reads.
func SameValue(a, b ssa.Value) bool {
	a, b = ssaq.ThroughCell(ssaq.Unboxed(a)), ssaq.ThroughCell(ssaq.Unboxed(b))
	if a == b || ssaq.CellOf(a) != nil && ssaq.CellOf(a) == ssaq.CellOf(b) {
		return true
	}
	switch x := a.(type) {
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && sameConst(x, y)
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		loads := ok && x.Op == token.MUL && y.Op == token.MUL
		return loads && SameValue(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && SameValue(x.X, y.X)
	}
	return false
}
