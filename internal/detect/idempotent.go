package detect

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// idempotent reports whether it makes no difference whether the loop meets what it has
// inserted: the insertion puts the current value under a key that depends on that value
// alone. Met later, it puts itself there again, under the same keys. A key made of the
// current key is another one each time.
//
// Assumes: a function that is given the current value or a part of it returns the same
// each time.
func (l *mapLoop) idempotent(in heap.Insertion) bool {
	if in.KeyValue == nil || in.StoredValue == nil || !l.isValue(in.StoredValue) {
		return false
	}
	seen := map[ssa.Value]bool{}
	return l.repeatable(in.KeyValue, seen) && !slices.ContainsFunc(heap.Deciding(l.b.Heap, in, l.head, l.body), func(iff *ssa.If) bool {
		return !l.repeatable(iff.Cond, seen)
	})
}

// isValue reports whether v is the value of the current entry.
func (l *mapLoop) isValue(v ssa.Value) bool {
	for range 4 { // a variable may be given what it holds
		v = ssaq.Stripped(v)
		a := ssaq.CellOf(v)
		if a == nil {
			break
		}
		if v = l.b.Pkg.SoleStore(a); v == nil {
			return false
		}
	}
	ex, ok := v.(*ssa.Extract)
	return ok && ex.Tuple == l.next && ex.Index == 2
}

// repeatable reports whether v is the same whenever the loop comes to an entry that has
// the same value: it does not depend on the current key, on what earlier rounds have left
// in a variable, or on what a function that is not given the value returns.
func (l *mapLoop) repeatable(v ssa.Value, seen map[ssa.Value]bool) bool {
	instr, ok := v.(ssa.Instruction)
	if !ok || !l.makes(instr) || seen[v] {
		return true // from before the loop, or looked at already
	}
	seen[v] = true
	if a := ssaq.CellOf(v); a != nil {
		return l.repeatableIn(a, seen)
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
		return l.repeatableIn(v, seen)
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
	return !slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return *op != nil && !l.repeatable(*op, seen) })
}

// repeatableIn is repeatable for what a local variable holds.
func (l *mapLoop) repeatableIn(a *ssa.Alloc, seen map[ssa.Value]bool) bool {
	if init := l.b.Pkg.SoleStore(a); init != nil {
		return l.repeatable(init, seen)
	}
	stores, ok := ssaq.InCell(a, ssaq.MaxCaptures)
	return ok && !l.body[a.Block()] && !slices.ContainsFunc(stores, func(st *ssa.Store) bool { return l.makes(st) })
}

// makes reports whether the loop executes an instruction, which may be one of a literal.
//
// Assumes: the loop calls the literal.
func (l *mapLoop) makes(i ssa.Instruction) bool { return l.body[i.Block()] || i.Parent() != l.b.Fn }

// assigns reports whether the loop assigns a field, of whatever object of the type.
func (l *mapLoop) assigns(f *ssa.FieldAddr) bool {
	for blk := range l.body {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if g, ok := st.Addr.(*ssa.FieldAddr); ok && g.Field == f.Field && ssaq.TypeName(ssaq.Pointee(g.X.Type())) == ssaq.TypeName(ssaq.Pointee(f.X.Type())) {
				return true
			}
		}
	}
	return false
}
