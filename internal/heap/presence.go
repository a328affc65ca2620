package heap

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// KeyPresent reports whether the key of an insertion is certainly in the map already, so
// that nothing is inserted: the key is that of an iteration over the map, or a look-up or
// an assignment on every path to the insertion has shown it.
func KeyPresent(h *Heap, in Insertion) bool {
	if in.SSAKey == nil && in.calleeKey == nil {
		return false
	}
	if in.SSAKey != nil && isRangeKey(h, in.SSAKey, in.Place) || !h.WithinBudget() {
		return true
	}
	for blk := in.at.Block(); blk != nil; blk = blk.Idom() {
		if insertsBefore(h, blk, in) {
			return true
		}
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if test := testOf(h, iff.Cond, in); test != otherTest {
			succ := blk.Succs[0]
			if test == presentIfFalse {
				succ = blk.Succs[1]
			}
			if len(succ.Preds) == 1 && succ.Dominates(in.at.Block()) {
				return true
			}
		}
	}
	return false
}

// hasKey reports whether v is computed as the key of the insertion is, in this function or
// in the callee.
func (in Insertion) hasKey(v ssa.Value) bool {
	if in.SSAKey != nil && ssaq.SameExpr(v, in.SSAKey) {
		return true
	}
	return in.calleeKey != nil && ssaq.SameExprIn(v, in.calleeKey, in.binding.outside)
}

// insertsBefore reports whether a block inserts the same key into the same map before an
// insertion, in case that is in the block too.
func insertsBefore(h *Heap, blk *ssa.BasicBlock, in Insertion) bool {
	for _, before := range insertionsIn(h, blk) {
		if before.at == in.at {
			return false
		}
		hasKey := before.Sure && before.SSAKey != nil
		if hasKey && before.Place == in.Place && in.hasKey(before.SSAKey) {
			return true
		}
	}
	return false
}

// insertionsIn lists the insertions of a block, in order.
func insertionsIn(h *Heap, blk *ssa.BasicBlock) []Insertion {
	if list, ok := h.inserts[blk]; ok {
		return list
	}
	var list []Insertion
	for _, instr := range blk.Instrs {
		list = append(list, Insertions(h, instr)...)
	}
	if h.inserts == nil {
		h.inserts = map[*ssa.BasicBlock][]Insertion{}
	}
	h.inserts[blk] = list
	return list
}

// isRangeKey reports whether v is the key of an iteration over the map at p.
func isRangeKey(h *Heap, v ssa.Value, p place.Place) bool {
	key, ok := ssaq.Unconverted(initialValue(h, v)).(*ssa.Extract)
	if !ok || key.Index != 1 {
		return false
	}
	next, ok := key.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	return ok && typeq.IsMap(r.X.Type()) && h.Resolved(h.Current(r.X, r)).Same(p)
}

// maxVariables bounds the variables that are each declared with the value of the next.
const maxVariables = 8

// initialValue returns the value with which the variable that v reads was declared, through
// several variables if need be. It returns v itself if v reads no variable, or one that is
// assigned again.
func initialValue(h *Heap, v ssa.Value) ssa.Value {
	for range maxVariables {
		load, ok := ssaq.Unconverted(v).(*ssa.UnOp)
		if !ok {
			break
		}
		init := h.Pkg.SoleValueAt(load.X)
		if init == nil {
			break
		}
		v = init
	}
	return ssaq.ThroughCell(v)
}

// keyTest says what a condition tells of the key of an insertion.
type keyTest int

const (
	otherTest keyTest = iota // nothing
	presentIfTrue
	presentIfFalse
)

// testOf says what cond tells of the key of an insertion.
func testOf(h *Heap, cond ssa.Value, in Insertion) keyTest {
	cond, want := ssaq.Unnegated(cond)
	switch c := cond.(type) {
	case *ssa.Extract: // _, ok := m[k]
		if l, ok := c.Tuple.(*ssa.Lookup); ok && c.Index == 1 && looksUp(h, l, in) {
			return presentIf(want)
		}
	case *ssa.Lookup: // a set: m[k]
		if looksUp(h, c, in) {
			return presentIf(want)
		}
	case *ssa.BinOp: // m[k] != nil
		if v := ssaq.ComparedToZero(c); v != nil && isElement(h, v, in) {
			return presentIf(want == (c.Op != token.EQL))
		}
	}
	return otherTest
}

func presentIf(cond bool) keyTest {
	if cond {
		return presentIfTrue
	}
	return presentIfFalse
}

// isElement reports whether v is what the map of an insertion has at its key. A function
// that is called may have looked it up.
func isElement(h *Heap, v ssa.Value, in Insertion) bool {
	v = ssaq.ThroughCell(v)
	if x, ok := v.(*ssa.Extract); ok {
		if x.Index != 0 {
			return false
		}
		v = x.Tuple
	}
	switch v := v.(type) {
	case *ssa.Lookup:
		return looksUp(h, v, in)
	case *ssa.Call:
		if in.SSAKey == nil || !h.index(in.SSAKey).Known() {
			return false
		}
		return h.Resolved(h.Current(v, v)) == in.Place.MapElem(h.index(in.SSAKey))
	}
	return false
}

// looksUp reports whether l looks up the key of an insertion in its map.
func looksUp(h *Heap, l *ssa.Lookup, in Insertion) bool {
	return typeq.IsMap(l.X.Type()) && in.hasKey(l.Index) && h.Resolved(h.Current(l.X, l)) == in.Place
}

// mayPass reports whether a condition may let the function return without an insertion,
// other than the condition that the key is in the map already.
func mayPass(h *Heap, in Insertion, entry *ssa.BasicBlock) bool {
	return len(Deciding(h, in, entry, nil)) > 0
}

// Deciding returns the branches which decide, for control that leaves head, whether it passes
// an insertion before it comes to head again; if there is no body, before the function
// returns. A test of the key of the insertion does not count, nor the end of an inner loop.
func Deciding(h *Heap, in Insertion, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) []*ssa.If {
	at := in.at.Block()
	ends := func(blk *ssa.BasicBlock) bool {
		if body != nil {
			return blk == head
		}
		_, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok
	}
	isBranch := func(blk *ssa.BasicBlock) bool { return body == nil || blk != head && body[blk] }
	stops := func(blk *ssa.BasicBlock) bool { return blk == at || ends(blk) }
	hits := leadingTo(h, body, stops, func(blk *ssa.BasicBlock) bool { return blk == at })
	misses := leadingTo(h, body, stops, func(blk *ssa.BasicBlock) bool { return blk != at && ends(blk) })
	hit := func(s *ssa.BasicBlock) bool { return hits[s.Index] }
	missed := func(s *ssa.BasicBlock) bool { return misses[s.Index] && !hits[s.Index] }

	var out []*ssa.If
	for _, blk := range h.Fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok || !isBranch(blk) {
			continue
		}
		decides := slices.ContainsFunc(blk.Succs, hit) && slices.ContainsFunc(blk.Succs, missed)
		if !decides || testOf(h, iff.Cond, in) != otherTest {
			continue
		}
		if inner := h.Loop(blk); inner[at] && blk != head {
			continue
		}
		out = append(out, iff)
	}
	return out
}

// leadingTo returns the blocks, by number, from which control may come to a wanted block
// before it passes one at which it stops; within body, unless that is nil.
func leadingTo(h *Heap, body map[*ssa.BasicBlock]bool, stops, wanted func(*ssa.BasicBlock) bool) []bool {
	seen := make([]bool, len(h.Fn.Blocks))
	var work []*ssa.BasicBlock
	add := func(blk *ssa.BasicBlock) {
		if !seen[blk.Index] && (body == nil || body[blk]) {
			seen[blk.Index] = true
			work = append(work, blk)
		}
	}
	for _, blk := range h.Fn.Blocks {
		if wanted(blk) {
			add(blk)
		}
	}
	for len(work) > 0 {
		blk := work[len(work)-1]
		work = work[:len(work)-1]
		for _, p := range blk.Preds {
			if !stops(p) {
				add(p)
			}
		}
	}
	return seen
}
