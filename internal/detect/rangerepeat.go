package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// idempotent reports whether it makes no difference whether the loop meets the entry that it
// has inserted: the insertion stores the current value under a key that depends on that
// value alone, so that the new entry, if it is met, is stored under the same key again. A
// key that is computed from the current key would be another one each time.
//
// Assumes: a function that is called with the current value or a part of it always returns
// the same.
func (l *mapRange) idempotent(in heap.Insertion) bool {
	if in.SSAKey == nil || in.SSAValue == nil || !l.isValue(in.SSAValue) {
		return false
	}
	seen := map[ssa.Value]bool{}
	return l.sameForValue(in.SSAKey, seen) && !slices.ContainsFunc(heap.Deciding(l.flow.Heap, in, l.head, l.body), func(iff *ssa.If) bool {
		return !l.sameForValue(iff.Cond, seen)
	})
}

// isValue reports whether v is the value of the current entry.
func (l *mapRange) isValue(v ssa.Value) bool {
	for range 4 { // one variable may be assigned from another
		v = ssaq.Unconverted(v)
		a := ssaq.CellOf(v)
		if a == nil {
			break
		}
		if v = l.flow.Pkg.SoleValue(a); v == nil {
			return false
		}
	}
	ex, ok := v.(*ssa.Extract)
	return ok && ex.Tuple == l.next && ex.Index == 2
}

// sameForValue reports whether v is the same for all entries with the same value: it depends
// neither on the current key, nor on a variable that earlier iterations assign, nor on the
// result of a call without the value among its arguments.
func (l *mapRange) sameForValue(v ssa.Value, seen map[ssa.Value]bool) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || !l.runs(instr) || seen[v] {
		return true // computed before the loop, or visited already
	}
	seen[v] = true
	if a := ssaq.CellOf(v); a != nil {
		return l.sameForValueIn(a, seen)
	}
	switch v := v.(type) {
	case *ssa.Extract:
		if v.Tuple == l.next {
			return v.Index == 2
		}
	case *ssa.Phi:
		if v.Block() == l.head {
			return false
		}
	case *ssa.Alloc:
		return l.sameForValueIn(v, seen)
	case *ssa.FieldAddr:
		if l.assigns(v) {
			return false
		}
	case *ssa.Call:
		if !slices.ContainsFunc(v.Call.Operands(nil), func(op *ssa.Value) bool { return l.depends(*op) }) {
			return false
		}
	case *ssa.BinOp, *ssa.UnOp, *ssa.Field, *ssa.IndexAddr, *ssa.Index, *ssa.Lookup, *ssa.Next, *ssa.Range, *ssa.Slice,
		*ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.TypeAssert:
	default:
		return false
	}
	return !slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return *op != nil && !l.sameForValue(*op, seen) })
}

// sameForValueIn is [mapRange.sameForValue] for the content of a local variable.
func (l *mapRange) sameForValueIn(a *ssa.Alloc, seen map[ssa.Value]bool) bool {
	if init := l.flow.Pkg.SoleValue(a); init != nil {
		return l.sameForValue(init, seen)
	}
	stores, ok := ssaq.CellStores(a)
	return ok && !l.body[a.Block()] && !slices.ContainsFunc(stores, func(st *ssa.Store) bool { return l.runs(st) })
}

// runs reports whether the loop executes an instruction, which may be in a function literal.
//
// Assumes: the loop calls the literal.
func (l *mapRange) runs(i ssa.Instruction) bool { return l.body[i.Block()] || i.Parent() != l.flow.Fn }

// assigns reports whether the loop assigns the field in any object of the type.
func (l *mapRange) assigns(f *ssa.FieldAddr) bool {
	for blk := range l.body {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if g, ok := st.Addr.(*ssa.FieldAddr); ok && g.Field == f.Field && typeq.TypeName(typeq.Pointee(g.X.Type())) == typeq.TypeName(typeq.Pointee(f.X.Type())) {
				return true
			}
		}
	}
	return false
}
