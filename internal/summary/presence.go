package summary

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// present reports whether the key of an insertion is certainly in the map, so
// that nothing is inserted: it is the key of an iteration over that map, or a
// look-up or an assignment before has shown it.
func (b *builder) present(in insertion) bool {
	if in.key == nil && in.computed == nil {
		return false
	}
	if in.key != nil && b.rangeKey(in.key, in.Place) || !b.afford() {
		return true
	}
	for blk := in.at.Block(); blk != nil; blk = blk.Idom() {
		if b.assigns(blk, in) {
			return true
		}
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if found := b.presence(iff.Cond, in); found != 0 {
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
func (b *builder) assigns(blk *ssa.BasicBlock, in insertion) bool {
	for _, before := range b.insertionsIn(blk) {
		if before.at == in.at {
			return false
		}
		if before.Sure && before.key != nil && before.Place == in.Place && in.hasKey(before.key) {
			return true
		}
	}
	return false
}

// insertionsIn lists the insertions of a block, in order.
func (b *builder) insertionsIn(blk *ssa.BasicBlock) []insertion {
	if list, ok := b.inserts[blk]; ok {
		return list
	}
	var list []insertion
	for _, instr := range blk.Instrs {
		list = append(list, b.insertions(instr)...)
	}
	if b.inserts == nil {
		b.inserts = map[*ssa.BasicBlock][]insertion{}
	}
	b.inserts[blk] = list
	return list
}

// rangeKey reports whether v is the key of an iteration over the map at p.
func (b *builder) rangeKey(v ssa.Value, p place.Place) bool {
	key, ok := stripped(b.declared(v)).(*ssa.Extract)
	if !ok || key.Index != 1 {
		return false
	}
	next, ok := key.Tuple.(*ssa.Next)
	if !ok {
		return false
	}
	r, ok := next.Iter.(*ssa.Range)
	return ok && isMap(r.X.Type()) && b.resolved(b.current(r.X, r)).Same(p)
}

// declared returns what a variable that v reads was declared with, which may be another
// variable; v itself if it reads none, or one that is assigned again.
func (b *builder) declared(v ssa.Value) ssa.Value {
	for range 8 {
		load, ok := stripped(v).(*ssa.UnOp)
		if !ok {
			break
		}
		init := b.eng.initOf(load.X)
		if init == nil {
			break
		}
		v = init
	}
	return uncelled(v)
}

// presence reports whether cond asks whether the key of an insertion is in its
// map: 1 if it is when cond holds, -1 if it is when cond does not hold, 0 if
// cond asks something else.
func (b *builder) presence(cond ssa.Value, in insertion) int {
	cond, want := positive(cond)
	sign := 1
	if !want {
		sign = -1
	}
	switch c := cond.(type) {
	case *ssa.Extract: // _, ok := m[k]
		if l, ok := c.Tuple.(*ssa.Lookup); ok && c.Index == 1 && b.looksUp(l, in) {
			return sign
		}
	case *ssa.Lookup: // a set: m[k]
		if b.looksUp(c, in) {
			return sign
		}
	case *ssa.BinOp: // m[k] != nil
		if v := comparedToZero(c); v != nil && b.found(v, in) {
			if c.Op == token.EQL {
				sign = -sign
			}
			return sign
		}
	}
	return 0
}

// found reports whether v is what the map of an insertion has at its key.
func (b *builder) found(v ssa.Value, in insertion) bool {
	v = uncelled(v)
	if x, ok := v.(*ssa.Extract); ok {
		if x.Index != 0 {
			return false
		}
		v = x.Tuple
	}
	if l, ok := v.(*ssa.Lookup); ok {
		return b.looksUp(l, in)
	}
	call, ok := v.(*ssa.Call) // of a function that looks it up
	return ok && in.key != nil && b.index(in.key).Known() && b.resolved(b.current(call, call)) == in.Place.MapElem(b.index(in.key))
}

func (b *builder) looksUp(l *ssa.Lookup, in insertion) bool {
	return isMap(l.X.Type()) && in.hasKey(l.Index) && b.resolved(b.current(l.X, l)) == in.Place
}

// comparedToZero returns what a comparison compares to nil, zero or "".
func comparedToZero(c *ssa.BinOp) ssa.Value {
	k, ok := c.Y.(*ssa.Const)
	if !ok || c.Op != token.EQL && c.Op != token.NEQ {
		return nil
	}
	if k.Value == nil || k.Value.ExactString() == "0" || k.Value.ExactString() == `""` {
		return c.X
	}
	return nil
}

// stripped returns v without conversions.
func stripped(v ssa.Value) ssa.Value {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		default:
			return v
		}
	}
}

// sameExpr reports whether two values are computed alike from the same
// variables. That a variable may be assigned in between trades a miss for
// quiet.
func sameExpr(x, y ssa.Value, depth int) bool {
	return sameIn(x, y, func(v ssa.Value) ssa.Value { return v }, depth)
}

// sameIn is [sameExpr] for y in a callee, of which outside says what its parameters and
// captured variables are here.
func sameIn(x, y ssa.Value, outside func(ssa.Value) ssa.Value, depth int) bool {
	x, y = stripped(uncelled(x)), outside(stripped(uncelled(y)))
	if x == y || cellOf(x) != nil && cellOf(x) == cellOf(y) {
		return true
	}
	if depth > 6 {
		return false
	}
	same := func(a, b ssa.Value) bool { return sameIn(a, b, outside, depth+1) }
	switch x := x.(type) {
	case *ssa.Const:
		y, ok := y.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && x.Value.ExactString() == y.Value.ExactString()
	case *ssa.UnOp:
		y, ok := y.(*ssa.UnOp)
		return ok && x.Op == y.Op && same(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := y.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.Field:
		y, ok := y.(*ssa.Field)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.IndexAddr:
		y, ok := y.(*ssa.IndexAddr)
		return ok && same(x.X, y.X) && same(x.Index, y.Index)
	case *ssa.BinOp:
		y, ok := y.(*ssa.BinOp)
		return ok && x.Op == y.Op && same(x.X, y.X) && same(x.Y, y.Y)
	}
	return false
}
