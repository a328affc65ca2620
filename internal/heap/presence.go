package heap

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// KeyPresent reports whether the key of an insertion is certainly in the map, so
// that nothing is inserted: it is the key of an iteration over that map, or a
// look-up or an assignment before has shown it.
func KeyPresent(h *Heap, in Insertion) bool {
	if in.SSAKey == nil && in.computed == nil {
		return false
	}
	if in.SSAKey != nil && rangeKey(h, in.SSAKey, in.Place) || !h.WithinBudget() {
		return true
	}
	for blk := in.at.Block(); blk != nil; blk = blk.Idom() {
		if assigns(h, blk, in) {
			return true
		}
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if found := presence(h, iff.Cond, in); found != 0 {
			succ := blk.Succs[0]
			if found < 0 {
				succ = blk.Succs[1]
			}
			if len(succ.Preds) == 1 && succ.Dominates(in.at.Block()) {
				return true
			}
		}
	}
	return false
}

// assigns reports whether a block assigns the element that an insertion is
// about, before the insertion if that is in it.
func assigns(h *Heap, blk *ssa.BasicBlock, in Insertion) bool {
	for _, before := range insertionsIn(h, blk) {
		if before.at == in.at {
			return false
		}
		if before.Sure && before.SSAKey != nil && before.Place == in.Place && in.hasKey(before.SSAKey) {
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

// rangeKey reports whether v is the key of an iteration over the map at p.
func rangeKey(h *Heap, v ssa.Value, p place.Place) bool {
	key, ok := ssaq.Stripped(declared(h, v)).(*ssa.Extract)
	if !ok || key.Index != 1 {
		return false
	}
	next, ok := key.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	return ok && ssaq.IsMap(r.X.Type()) && h.Resolved(h.Current(r.X, r)).Same(p)
}

// declared returns what a variable that v reads was declared with, which may be another
// variable; v itself if it reads none, or one that is assigned again.
func declared(h *Heap, v ssa.Value) ssa.Value {
	for range 8 {
		load, ok := ssaq.Stripped(v).(*ssa.UnOp)
		if !ok {
			break
		}
		init := h.Pkg.InitOf(load.X)
		if init == nil {
			break
		}
		v = init
	}
	return ssaq.Uncelled(v)
}

// presence reports whether cond asks whether the key of an insertion is in its
// map: 1 if it is when cond holds, -1 if it is when cond does not hold, 0 if
// cond asks something else.
func presence(h *Heap, cond ssa.Value, in Insertion) int {
	cond, want := ssaq.Positive(cond)
	sign := 1
	if !want {
		sign = -1
	}
	switch c := cond.(type) {
	case *ssa.Extract: // _, ok := m[k]
		if l, ok := c.Tuple.(*ssa.Lookup); ok && c.Index == 1 && looksUp(h, l, in) {
			return sign
		}
	case *ssa.Lookup: // a set: m[k]
		if looksUp(h, c, in) {
			return sign
		}
	case *ssa.BinOp: // m[k] != nil
		if v := ssaq.ComparedToZero(c); v != nil && found(h, v, in) {
			if c.Op == token.EQL {
				sign = -sign
			}
			return sign
		}
	}
	return 0
}

// found reports whether v is what the map of an insertion has at its key.
func found(h *Heap, v ssa.Value, in Insertion) bool {
	v = ssaq.Uncelled(v)
	if x, ok := v.(*ssa.Extract); ok {
		if x.Index != 0 {
			return false
		}
		v = x.Tuple
	}
	if l, ok := v.(*ssa.Lookup); ok {
		return looksUp(h, l, in)
	}
	call, ok := v.(*ssa.Call) // of a function that looks it up
	return ok && in.SSAKey != nil && h.index(in.SSAKey).Known() && h.Resolved(h.Current(call, call)) == in.Place.MapElem(h.index(in.SSAKey))
}

func looksUp(h *Heap, l *ssa.Lookup, in Insertion) bool {
	return ssaq.IsMap(l.X.Type()) && in.hasKey(l.Index) && h.Resolved(h.Current(l.X, l)) == in.Place
}

// mayPass reports whether some condition lets a function return without an
// insertion, other than whether the key is there already.
func mayPass(h *Heap, in Insertion, entry *ssa.BasicBlock) bool {
	return len(Deciding(h, in, entry, nil)) > 0
}

// Deciding returns the branches that decide whether control, from head on,
// passes an insertion before it comes to head again or, without a body, to a
// return. To ask for the key of the insertion and to end an inner loop are no
// decisions.
func Deciding(h *Heap, in Insertion, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) []*ssa.If {
	at := in.at.Block()
	ends := func(blk *ssa.BasicBlock) bool {
		if body != nil {
			return blk == head
		}
		_, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok
	}
	leads := func(to func(*ssa.BasicBlock) bool) []bool { return leads(h, at, body, ends, to) }
	hits := leads(func(blk *ssa.BasicBlock) bool { return blk == at })
	misses := leads(func(blk *ssa.BasicBlock) bool { return blk != at && ends(blk) })
	var out []*ssa.If
	for _, blk := range h.Fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok || blk == head && body != nil || body != nil && !body[blk] {
			continue
		}
		hit := func(s *ssa.BasicBlock) bool { return hits[s.Index] }
		missed := func(s *ssa.BasicBlock) bool { return misses[s.Index] && !hits[s.Index] }
		if !slices.ContainsFunc(blk.Succs, hit) || !slices.ContainsFunc(blk.Succs, missed) || presence(h, iff.Cond, in) != 0 {
			continue
		}
		if inner := h.Loop(blk); inner[at] && blk != head {
			continue
		}
		out = append(out, iff)
	}
	return out
}
