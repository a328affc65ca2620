package summary

import (
	"slices"

	"go/constant"
	"go/token"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Mutation is an insertion into a map by the loop that ranges over it, which
// goes on afterwards.
type Mutation struct {
	Range  Access
	Insert Access
	At     token.Pos // in the loop: of Insert, or of the call that leads to it
	// Harmless is set if it mostly makes no difference whether the loop meets
	// the new entry: it would pass it over, or do again what it has done.
	Harmless bool
}

// Mutations lists the insertions into maps that the package makes while it
// ranges over them.
func (e *engine) Mutations() []Mutation {
	var out []Mutation
	for _, fn := range e.funcs {
		b := e.builders[fn]
		for _, blk := range fn.Blocks {
			for _, instr := range blk.Instrs {
				next, ok := instr.(*ssa.Next)
				if !ok {
					continue
				}
				if r, ok := next.Iter.(*ssa.Range); ok && isMap(r.X.Type()) {
					out = b.mutations(out, next, r)
				}
			}
		}
	}
	return out
}

// mutations appends the insertions of one loop, whose head is the block of
// next. A block from which the loop does not go on is none of its body.
func (b *builder) mutations(out []Mutation, next *ssa.Next, r *ssa.Range) []Mutation {
	head := next.Block()
	body := b.loop(head)
	m := b.resolved(b.current(r.X, r))
	if body == nil || !m.Known() || b.replacedIn(body, m) {
		return out
	}
	l := mapLoop{b: b, next: next, init: r.Block(), head: head, body: body}
	for _, blk := range inOrder(body) {
		for _, instr := range blk.Instrs {
			for _, in := range b.insertions(instr) {
				if in.Place != m || b.present(in) || !b.afford() || l.deliberate(blk) {
					continue
				}
				insert := b.site(in.Pos.At(), in.Expr, m)
				insert.Pos = in.Pos
				out = append(out, Mutation{
					Range:    Access{Op: state.OpRange, Place: m, Site: b.site(r.Pos(), b.eng.exprAt(r.Pos(), r.X), m)},
					Insert:   Access{Op: state.OpWrite, Place: m, Site: insert},
					At:       instrPos(instr),
					Harmless: !in.Sure || l.ownKey(in.key) || l.idempotent(in) || l.filtered(in),
				})
			}
		}
	}
	return out
}

// replacedIn reports whether some block of a loop assigns the variable that
// holds the map at p.
func (b *builder) replacedIn(body map[*ssa.BasicBlock]bool, p place.Place) bool {
	for blk := range body {
		for _, ev := range b.events[blk.Index] {
			if ev.kind == evStore && p.HasPrefix(ev.place) {
				return true
			}
		}
	}
	return false
}

// mapLoop is a range over a map.
type mapLoop struct {
	b    *builder
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
	for _, head := range l.b.fn.Blocks {
		body := l.b.loop(head)
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
	v := stripped(key)
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
			v = l.b.eng.soleStore(x)
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
func (l *mapLoop) filtered(in insertion) bool {
	for _, iff := range l.b.deciding(in, l.head, l.body) {
		again := in.value != nil && l.isValue(in.value) && l.repeatable(iff.Cond, map[ssa.Value]bool{})
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
		if a := cellAt(v); a != nil {
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

// mayPass reports whether some condition lets a function return without an
// insertion, other than whether the key is there already.
func (b *builder) mayPass(in insertion, entry *ssa.BasicBlock) bool {
	return len(b.deciding(in, entry, nil)) > 0
}

// deciding returns the branches that decide whether control, from head on,
// passes an insertion before it comes to head again or, without a body, to a
// return. To ask for the key of the insertion and to end an inner loop are no
// decisions.
func (b *builder) deciding(in insertion, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) []*ssa.If {
	at := in.at.Block()
	ends := func(blk *ssa.BasicBlock) bool {
		if body != nil {
			return blk == head
		}
		_, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok
	}
	leads := func(to func(*ssa.BasicBlock) bool) []bool { return b.leads(at, body, ends, to) }
	hits := leads(func(blk *ssa.BasicBlock) bool { return blk == at })
	misses := leads(func(blk *ssa.BasicBlock) bool { return blk != at && ends(blk) })
	var out []*ssa.If
	for _, blk := range b.fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok || blk == head && body != nil || body != nil && !body[blk] {
			continue
		}
		hit := func(s *ssa.BasicBlock) bool { return hits[s.Index] }
		missed := func(s *ssa.BasicBlock) bool { return misses[s.Index] && !hits[s.Index] }
		if !slices.ContainsFunc(blk.Succs, hit) || !slices.ContainsFunc(blk.Succs, missed) || b.presence(iff.Cond, in) != 0 {
			continue
		}
		if inner := b.loop(blk); inner[at] && blk != head {
			continue
		}
		out = append(out, iff)
	}
	return out
}

// leads returns the blocks, by number, from which control comes to one of those
// that are wanted, within body if there is one, before it comes to at or to an
// end.
func (b *builder) leads(at *ssa.BasicBlock, body map[*ssa.BasicBlock]bool, ends, wanted func(*ssa.BasicBlock) bool) []bool {
	seen := make([]bool, len(b.fn.Blocks))
	var work []*ssa.BasicBlock
	add := func(blk *ssa.BasicBlock) {
		if !seen[blk.Index] && (body == nil || body[blk]) {
			seen[blk.Index] = true
			work = append(work, blk)
		}
	}
	for _, blk := range b.fn.Blocks {
		if wanted(blk) {
			add(blk)
		}
	}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range blk.Preds {
			if p != at && !ends(p) {
				add(p)
			}
		}
	}
	return seen
}
