package detect

import (
	"go/constant"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Mutations lists the insertions into maps that the package makes while it
// ranges over them.
func Mutations(e *order.Flows) []effect.RangeInsertion {
	var out []effect.RangeInsertion
	for _, fn := range e.Funcs {
		b := e.Of[fn]
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				next, ok := instr.(*ssa.Next)
				if !ok {
					continue
				}
				if r, ok := next.Iter.(*ssa.Range); ok && ssaq.IsMap(r.X.Type()) {
					out = mutations(b, out, next, r)
				}
			}
		}
	}
	return out
}

// mutations appends the insertions of one loop, whose head is the block of
// next. A block from which the loop does not go on is none of its body.
func mutations(b *order.Flow, out []effect.RangeInsertion, next *ssa.Next, r *ssa.Range) []effect.RangeInsertion {
	head := next.Block()
	body := b.Loop(head)
	m := b.Resolved(b.Current(r.X, r))
	if body == nil || !m.Known() || replacedIn(b, body, m) {
		return out
	}
	l := mapLoop{b: b, next: next, init: r.Block(), head: head, body: body}
	for _, blk := range ssaq.InOrder(body) {
		for _, instr := range blk.Instrs {
			for _, in := range heap.Insertions(b.Heap, instr) {
				if in.Place != m || heap.Present(b.Heap, in) || !b.WithinBudget() || l.deliberate(blk) {
					continue
				}
				insert := b.Site(in.Pos.At(), in.Expr, m)
				insert.Pos = in.Pos
				out = append(out, effect.RangeInsertion{
					Range:    effect.Access{Op: state.OpRange, Place: m, Site: b.Site(r.Pos(), b.Pkg.ExprAt(r.Pos(), r.X), m)},
					Insert:   effect.Access{Op: state.OpWrite, Place: m, Site: insert},
					At:       ssaq.InstrPos(instr),
					Harmless: !in.Sure || l.ownKey(in.KeyValue) || l.idempotent(in) || l.filtered(in),
				})
			}
		}
	}
	return out
}

// replacedIn reports whether some block of a loop assigns the variable that
// holds the map at p.
func replacedIn(b *order.Flow, body map[*ssa.BasicBlock]bool, p place.Place) bool {
	for blk := range body {
		for _, ev := range b.Events[blk.Index] {
			if ev.Kind == trace.EvStore && p.HasPrefix(ev.Place) {
				return true
			}
		}
	}
	return false
}

// mapLoop is a range over a map.
type mapLoop struct {
	b    *order.Flow
	next *ssa.Next
	init *ssa.BasicBlock // where the iteration starts
	head *ssa.BasicBlock // where it asks for the next entry
	body map[*ssa.BasicBlock]bool
}

// deliberate reports whether the function, or its callers, will range again if
// something was inserted: the loop lies in another one that is no range (for
// changed, for len(work) > 0), or it notes in a flag that something has changed.
// A loop around it that waits for events has other reasons to go round.
func (l *mapLoop) deliberate(blk *ssa.BasicBlock) bool {
	for _, head := range l.b.Fn.Blocks {
		body := l.b.Loop(head)
		if head != l.head && body[l.init] && !strings.HasPrefix(head.Comment, "range") && !waitsForEvents(body) {
			return true
		}
	}
	return l.notes(blk)
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

// notes reports whether a variable becomes true or false with the insertion in
// blk.
func (l *mapLoop) notes(blk *ssa.BasicBlock) bool {
	for other := range l.body {
		for _, instr := range other.Instrs {
			switch i := instr.(type) {
			case *ssa.Phi:
				for n, edge := range i.Edges {
					if blk.Dominates(other.Preds[n]) && l.body[other.Preds[n]] && isBoolConst(edge) {
						return true
					}
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

func isBoolConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.Kind() == constant.Bool
}

// ownKey reports whether a key is mostly that of the current entry again, or
// leads back to itself: a field of the current value ("m[v.ID] = v"), or what a
// function makes of the current key or value ("m[strings.ToLower(k)] = v").
func (l *mapLoop) ownKey(key ssa.Value) bool {
	v := ssaq.Stripped(key)
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
			v = l.b.Pkg.SoleStore(x)
		case *ssa.Extract:
			return x.Tuple == l.next && x.Index == 2
		default:
			return false
		}
	}
	return false
}

// filtered reports whether a condition on the current entry decides about an
// insertion: the new entry may be one that the loop passes over. A condition on the current
// value alone lets in the new entry too that has the same value.
func (l *mapLoop) filtered(in heap.Insertion) bool {
	for _, iff := range heap.Deciding(l.b.Heap, in, l.head, l.body) {
		again := in.StoredValue != nil && l.isValue(in.StoredValue) && l.repeatable(iff.Cond, map[ssa.Value]bool{})
		if l.depends(iff.Cond) && !again {
			return true
		}
	}
	return false
}

// depends reports whether a value is computed from the current entry.
func (l *mapLoop) depends(v ssa.Value) bool {
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
		if !ok || !l.makes(instr) {
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
