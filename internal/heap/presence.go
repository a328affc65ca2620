package heap

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
)

// Present reports whether the key of an insertion is certainly in the map, so
// that nothing is inserted: it is the key of an iteration over that map, or a
// look-up or an assignment before has shown it.
func Present(b *Heap, in Insertion) bool {
	if in.KeyValue == nil && in.computed == nil {
		return false
	}
	if in.KeyValue != nil && rangeKey(b, in.KeyValue, in.Place) || !b.WithinBudget() {
		return true
	}
	for blk := in.at.Block(); blk != nil; blk = blk.Idom() {
		if assigns(b, blk, in) {
			return true
		}
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if found := presence(b, iff.Cond, in); found != 0 {
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
func assigns(b *Heap, blk *ssa.BasicBlock, in Insertion) bool {
	for _, before := range insertionsIn(b, blk) {
		if before.at == in.at {
			return false
		}
		if before.Sure && before.KeyValue != nil && before.Place == in.Place && in.hasKey(before.KeyValue) {
			return true
		}
	}
	return false
}

// insertionsIn lists the insertions of a block, in order.
func insertionsIn(b *Heap, blk *ssa.BasicBlock) []Insertion {
	if list, ok := b.inserts[blk]; ok {
		return list
	}
	var list []Insertion
	for _, instr := range blk.Instrs {
		list = append(list, Insertions(b, instr)...)
	}
	if b.inserts == nil {
		b.inserts = map[*ssa.BasicBlock][]Insertion{}
	}
	b.inserts[blk] = list
	return list
}

// rangeKey reports whether v is the key of an iteration over the map at p.
func rangeKey(b *Heap, v ssa.Value, p place.Place) bool {
	key, ok := ssaq.Stripped(declared(b, v)).(*ssa.Extract)
	if !ok || key.Index != 1 {
		return false
	}
	next, ok := key.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	return ok && ssaq.IsMap(r.X.Type()) && b.Resolved(b.Current(r.X, r)).Same(p)
}

// declared returns what a variable that v reads was declared with, which may be another
// variable; v itself if it reads none, or one that is assigned again.
func declared(b *Heap, v ssa.Value) ssa.Value {
	for range 8 {
		load, ok := ssaq.Stripped(v).(*ssa.UnOp)
		if !ok {
			break
		}
		init := b.Pkg.InitOf(load.X)
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
func presence(b *Heap, cond ssa.Value, in Insertion) int {
	cond, want := ssaq.Positive(cond)
	sign := 1
	if !want {
		sign = -1
	}
	switch c := cond.(type) {
	case *ssa.Extract: // _, ok := m[k]
		if l, ok := c.Tuple.(*ssa.Lookup); ok && c.Index == 1 && looksUp(b, l, in) {
			return sign
		}
	case *ssa.Lookup: // a set: m[k]
		if looksUp(b, c, in) {
			return sign
		}
	case *ssa.BinOp: // m[k] != nil
		if v := ssaq.ComparedToZero(c); v != nil && found(b, v, in) {
			if c.Op == token.EQL {
				sign = -sign
			}
			return sign
		}
	}
	return 0
}

// found reports whether v is what the map of an insertion has at its key.
func found(b *Heap, v ssa.Value, in Insertion) bool {
	v = ssaq.Uncelled(v)
	if x, ok := v.(*ssa.Extract); ok {
		if x.Index != 0 {
			return false
		}
		v = x.Tuple
	}
	if l, ok := v.(*ssa.Lookup); ok {
		return looksUp(b, l, in)
	}
	call, ok := v.(*ssa.Call) // of a function that looks it up
	return ok && in.KeyValue != nil && b.index(in.KeyValue).Known() && b.Resolved(b.Current(call, call)) == in.Place.MapElem(b.index(in.KeyValue))
}

func looksUp(b *Heap, l *ssa.Lookup, in Insertion) bool {
	return ssaq.IsMap(l.X.Type()) && in.hasKey(l.Index) && b.Resolved(b.Current(l.X, l)) == in.Place
}

// mayPass reports whether some condition lets a function return without an
// insertion, other than whether the key is there already.
func mayPass(b *Heap, in Insertion, entry *ssa.BasicBlock) bool {
	return len(Deciding(b, in, entry, nil)) > 0
}

// Deciding returns the branches that decide whether control, from head on,
// passes an insertion before it comes to head again or, without a body, to a
// return. To ask for the key of the insertion and to end an inner loop are no
// decisions.
func Deciding(b *Heap, in Insertion, head *ssa.BasicBlock, body map[*ssa.BasicBlock]bool) []*ssa.If {
	at := in.at.Block()
	ends := func(blk *ssa.BasicBlock) bool {
		if body != nil {
			return blk == head
		}
		_, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.Return)
		return ok
	}
	leads := func(to func(*ssa.BasicBlock) bool) []bool { return leads(b, at, body, ends, to) }
	hits := leads(func(blk *ssa.BasicBlock) bool { return blk == at })
	misses := leads(func(blk *ssa.BasicBlock) bool { return blk != at && ends(blk) })
	var out []*ssa.If
	for _, blk := range b.Fn.Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok || blk == head && body != nil || body != nil && !body[blk] {
			continue
		}
		hit := func(s *ssa.BasicBlock) bool { return hits[s.Index] }
		missed := func(s *ssa.BasicBlock) bool { return misses[s.Index] && !hits[s.Index] }
		if !slices.ContainsFunc(blk.Succs, hit) || !slices.ContainsFunc(blk.Succs, missed) || presence(b, iff.Cond, in) != 0 {
			continue
		}
		if inner := b.Loop(blk); inner[at] && blk != head {
			continue
		}
		out = append(out, iff)
	}
	return out
}
