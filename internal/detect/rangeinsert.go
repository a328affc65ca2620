package detect

import (
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// RangeInsertions lists the insertions of the package into maps while it ranges over them.
func RangeInsertions(fs *order.Flows) []effect.RangeInsertion {
	var out []effect.RangeInsertion
	for _, fn := range fs.Funcs {
		f := fs.Of[fn]
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				next, ok := instr.(*ssa.Next)
				if !ok {
					continue
				}
				if r, ok := next.Iter.(*ssa.Range); ok && typeq.IsMap(r.X.Type()) {
					out = insertions(f, out, next, r)
				}
			}
		}
	}
	return out
}

// insertions appends the insertions of one loop, whose head is the block of next. A block
// from which the loop does not continue is not in its body.
func insertions(f *order.Flow, out []effect.RangeInsertion, next *ssa.Next, r *ssa.Range) []effect.RangeInsertion {
	head := next.Block()
	body := f.Loop(head)
	m := f.Resolved(f.Current(r.X, r))
	if body == nil || !m.Known() || replacedIn(f, body, m) {
		return out
	}
	l := mapRange{flow: f, next: next, entry: r.Block(), head: head, body: body}
	for _, blk := range ssaq.SortedBlocks(body) {
		for _, instr := range blk.Instrs {
			for _, in := range heap.Insertions(f.Heap, instr) {
				isNew := in.Place == m && !heap.KeyPresent(f.Heap, in)
				if !isNew || !f.WithinBudget() || l.rangesAgain(blk) {
					continue
				}
				insert := f.Site(in.Pos.At(), in.Expr, m)
				insert.Pos = in.Pos
				out = append(out, effect.RangeInsertion{
					Range:    effect.Access{Op: state.OpRange, Place: m, Site: f.Site(r.Pos(), f.Pkg.ExprAt(r.Pos(), r.X), m)},
					Insert:   effect.Access{Op: state.OpWrite, Place: m, Site: insert},
					At:       ssaq.InstrPos(instr),
					Harmless: !in.Sure || l.keepsKey(in.SSAKey) || l.idempotent(in) || l.conditional(in),
				})
			}
		}
	}
	return out
}

// replacedIn reports whether a loop assigns the variable that holds the map at p.
func replacedIn(f *order.Flow, body map[*ssa.BasicBlock]bool, p place.Place) bool {
	for blk := range body {
		for _, ev := range f.Events[blk.Index] {
			if ev.Kind == trace.EvStore && p.HasPrefix(ev.Place) {
				return true
			}
		}
	}
	return false
}

// mapRange is a loop that ranges over a map.
type mapRange struct {
	flow  *order.Flow
	next  *ssa.Next
	entry *ssa.BasicBlock // where the range starts
	head  *ssa.BasicBlock // where it fetches the next entry
	body  map[*ssa.BasicBlock]bool
}

// rangesAgain reports whether the function or its callers probably range again after an
// insertion: the loop is inside another one that is not a range ("for changed",
// "for len(work) > 0"), or the loop sets a flag. An enclosing loop that waits for events
// repeats for other reasons.
//
// False negative: the enclosing loop or the flag has nothing to do with the insertion.
func (l *mapRange) rangesAgain(blk *ssa.BasicBlock) bool {
	for _, head := range l.flow.Fn.Blocks {
		body := l.flow.Loop(head)
		if head != l.head && body[l.entry] && !strings.HasPrefix(head.Comment, "range") && !waitsForEvents(body) {
			return true
		}
	}
	return l.setsFlag(blk)
}

// waitsForEvents reports whether a loop receives from channels.
func waitsForEvents(body map[*ssa.BasicBlock]bool) bool {
	for blk := range body {
		for _, instr := range blk.Instrs {
			switch i := instr.(type) {
			case *ssa.Select:
				return true
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					return true
				}
			}
		}
	}
	return false
}

// setsFlag reports whether a variable becomes true or false along with the insertion in blk.
func (l *mapRange) setsFlag(blk *ssa.BasicBlock) bool {
	for other := range l.body {
		for _, instr := range other.Instrs {
			switch i := instr.(type) {
			case *ssa.Phi:
				if l.setsByEdge(i, blk) {
					return true
				}
			case *ssa.Store:
				if blk.Dominates(other) && isBoolConst(i.Val) {
					return true
				}
			}
		}
	}
	return false
}

// setsByEdge reports whether a phi is true or false if control comes from the loop after blk.
func (l *mapRange) setsByEdge(phi *ssa.Phi, blk *ssa.BasicBlock) bool {
	for n, pred := range phi.Block().Preds {
		if blk.Dominates(pred) && l.body[pred] && isBoolConst(phi.Edges[n]) {
			return true
		}
	}
	return false
}

// isBoolConst reports whether v is true or false.
func isBoolConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool
}

// keepsKey reports whether a key is usually that of the current entry, or maps to itself: it
// is a field of the current value ("m[v.ID] = v") or the result of a function of the current
// key or value ("m[strings.ToLower(k)] = v"). If the variable of the key has several values,
// such as the current key and a new name for it, each of them has to be of that kind.
func (l *mapRange) keepsKey(key ssa.Value) bool {
	v := ssaq.Unconverted(ssaq.ThroughCell(key))
	if several := ssaq.Alternatives(v); len(several) > 0 {
		return !slices.ContainsFunc(several, func(e ssa.Value) bool { return e == key || !l.isKey(e) && !l.keepsRenamed(e) })
	}
	if call, ok := v.(*ssa.Call); ok {
		return l.depends(call)
	}
	for range 6 {
		switch x := v.(type) {
		case *ssa.UnOp:
			v = x.X
		case *ssa.FieldAddr:
			v = x.X
		case *ssa.Field:
			v = x.X
		case *ssa.Alloc:
			v = l.flow.Pkg.SoleValue(x)
		case *ssa.Extract:
			return x.Tuple == l.next && x.Index == 2
		default:
			return false
		}
	}
	return false
}

// isKey reports whether v is the key of the current entry.
func (l *mapRange) isKey(v ssa.Value) bool {
	x, ok := v.(*ssa.Extract)
	return ok && x.Tuple == l.next && x.Index == 1
}

// keepsRenamed is [mapRange.keepsKey] for one of several values.
func (l *mapRange) keepsRenamed(v ssa.Value) bool {
	return len(ssaq.Alternatives(v)) < 2 && l.keepsKey(v)
}

// conditional reports whether a condition on the current entry decides whether the insertion
// is made, so that the loop may skip the new entry. A condition on the current value alone
// does not count if that value is inserted: it holds for the new entry too.
func (l *mapRange) conditional(in heap.Insertion) bool {
	for _, iff := range heap.Deciding(l.flow.Heap, in, l.head, l.body) {
		again := in.SSAValue != nil && l.isValue(in.SSAValue) && l.sameForValue(iff.Cond, map[ssa.Value]bool{})
		if l.depends(iff.Cond) && !again {
			return true
		}
	}
	return false
}

// depends reports whether a value is computed from the current entry.
func (l *mapRange) depends(v ssa.Value) bool {
	seen := map[ssa.Value]bool{}
	var from func(v ssa.Value) bool
	from = func(v ssa.Value) bool {
		if v == nil || seen[v] {
			return false
		}
		if v == l.next {
			return true
		}
		seen[v] = true
		if a := ssaq.CellAt(v); a != nil {
			for _, r := range *a.Referrers() {
				if st, ok := r.(*ssa.Store); ok && st.Addr == a && from(st.Val) {
					return true
				}
			}
			return false
		}
		instr, ok := v.(ssa.Instruction)
		if !ok || !l.runs(instr) {
			return false
		}
		for _, op := range instr.Operands(nil) {
			if from(*op) {
				return true
			}
		}
		return false
	}
	return from(v)
}
