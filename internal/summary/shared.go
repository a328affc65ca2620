package summary

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
)

// A struct that is copied shares its maps with the original. Where the copy is
// only ever looked at, [builder.field] gives its maps the original's place. Here
// are the copies that have fields assigned or whose address is given away: the
// two share a map up to where the field of the copy gets another one.

// structCopy is a local struct variable that is given the value of another
// struct.
type structCopy struct {
	local, from place.Place
	at          *ssa.Store
	open        []ssa.Instruction // what gives all fields other values, or may do so unseen
}

// shareCopies rewrites the places of accesses to the maps of copied structs to
// those of the originals, where the two still share the map.
func (b *builder) shareCopies() {
	copies := b.structCopies()
	for range min(len(copies), 3) { // copies of copies
		for i := range copies {
			for _, evs := range b.events {
				for _, ev := range evs {
					b.shareIn(ev, &copies[i])
				}
			}
		}
	}
	b.dropNil()
}

// dropNil drops the accesses by copies to maps that the function's own struct
// does not have: nobody gives it one, so that each copy makes its own.
func (b *builder) dropNil() {
	for _, evs := range b.events {
		for _, ev := range evs {
			ev.accesses = slices.DeleteFunc(ev.accesses, func(a Access) bool { return a.ByCopy && b.neverMade(a.Place) })
		}
	}
}

// neverMade reports whether p is a map variable in a struct of this function that
// is never assigned.
func (b *builder) neverMade(p place.Place) bool {
	a, ok := b.defs[p.Name].(*ssa.Alloc)
	if !ok || p.Kind != place.Local || !p.OnlyFields() {
		return false
	}
	if len(b.givenOpen(a)) > 0 || slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		st, ok := r.(*ssa.Store)
		if !ok {
			return false
		}
		_, local := st.Addr.(*ssa.Alloc)
		return st.Addr == a || !local
	}) || b.literalGives(a, p) {
		return false
	}
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind == evStore && p.HasPrefix(ev.place) {
				return false
			}
		}
	}
	return true
}

// literalGives reports whether a literal gives the map variable at p, in the struct of a
// variable, a map: its own one, or one that a part of the struct gets as a whole.
func (b *builder) literalGives(a *ssa.Alloc, p place.Place) bool {
	return slices.ContainsFunc(fieldAddrs(a), func(fa *ssa.FieldAddr) bool {
		n, _ := stores(fa)
		return n > 0 && p.HasPrefix(step(b.local(a), fa.X.Type(), fa.Field))
	})
}

// structCopies lists the copies whose maps have a place of their own.
func (b *builder) structCopies() []structCopy {
	var out []structCopy
	for _, blk := range b.fn.Blocks {
		for _, instr := range blk.Instrs {
			st, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			a, ok := st.Addr.(*ssa.Alloc)
			if !ok || !hasMap(a.Type(), 3) || captured(a) {
				continue
			}
			from := b.original(st.Val)
			if from.Known() && from != b.local(a) {
				out = append(out, structCopy{local: b.local(a), from: from, at: st, open: append(b.givenOpen(a), othersTo(a, st)...)})
			}
		}
	}
	return out
}

// original returns the place of the struct that v is the value of, unknown if v
// is no variable's.
func (b *builder) original(v ssa.Value) place.Place {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return b.place(v.X)
		}
	case *ssa.Parameter:
		return b.place(v)
	case *ssa.Call, *ssa.Extract:
		if p := b.place(v); p.Kind == place.Local { // a copy that the callee has made
			return p
		}
	}
	return place.Place{}
}

// hasMap reports whether a struct has a map within the given depth of structs.
func hasMap(t types.Type, depth int) bool {
	return depth > 0 && hasField(t, func(f *types.Var) bool {
		_, ptr := f.Type().Underlying().(*types.Pointer)
		return isMap(f.Type()) || !ptr && hasMap(f.Type(), depth-1)
	})
}

// captured reports whether a closure has the variable, which it may assign at any
// time. What a closure that is only called does is done by its calls.
func captured(a *ssa.Alloc) bool {
	return slices.ContainsFunc(*a.Referrers(), func(r ssa.Instruction) bool {
		c, ok := r.(*ssa.MakeClosure)
		return ok && !calledInPlace(c)
	})
}

// calledInPlace reports whether the function that makes a closure calls it, on its own
// thread, and does
// nothing else with it.
func calledInPlace(c *ssa.MakeClosure) bool {
	return !slices.ContainsFunc(*c.Referrers(), func(r ssa.Instruction) bool {
		call, ok := r.(*ssa.Call)
		return !ok || call.Call.Value != c || slices.Contains(call.Call.Args, ssa.Value(c))
	})
}

// othersTo lists the assignments to the variable as a whole but for one.
func othersTo(a *ssa.Alloc, st *ssa.Store) []ssa.Instruction {
	var out []ssa.Instruction
	for _, r := range *a.Referrers() {
		if o, ok := r.(*ssa.Store); ok && o.Addr == a && o != st {
			out = append(out, o)
		}
	}
	return out
}

// givenOpen lists the calls that are given the address of a, of which nothing is
// known: they may assign its fields.
func (b *builder) givenOpen(a *ssa.Alloc) []ssa.Instruction {
	var out []ssa.Instruction
	note := func(v ssa.Value) {
		for _, r := range *v.Referrers() {
			if call, ok := r.(ssa.CallInstruction); ok && b.target(call.Common()).sum == nil {
				out = append(out, call)
			}
		}
	}
	note(a)
	for _, r := range *a.Referrers() {
		if mi, ok := r.(*ssa.MakeInterface); ok {
			note(mi)
		}
	}
	return out
}

// shareIn rewrites the accesses of one event to the maps of a copy.
func (b *builder) shareIn(ev *event, c *structCopy) {
	for i := range ev.accesses {
		a := &ev.accesses[i]
		if a.Word != NoWord || a.Op.Replaces() || a.Own || !a.Place.HasPrefix(c.local) || !b.stillShared(ev, a.Place, c) {
			continue
		}
		if p := b.resolved(c.from.Join(a.Place.Rest(c.local))); p.Known() {
			_, call := ev.instr.(ssa.CallInstruction)
			a.Claimed = a.Claimed || a.Op.Writes() && b.claims(c.at, &a.Place)
			a.Place, a.ByVal, a.ByCopy, a.Lent = p, int16(p.Len()), true, call
		}
	}
}

// stillShared reports whether the map at p, in the copy, is the original's at an
// event: no assignment of the copy's or the original's field lies in between but
// one of a map where there was none.
func (b *builder) stillShared(ev *event, p place.Place, c *structCopy) bool {
	if !b.flows.follows(c.at, ev.instr) || len(c.open) > 0 && b.flows.between(c.at, ev.instr, func(i ssa.Instruction) bool { return slices.Contains(c.open, i) }) {
		return false
	}
	renewals := map[ssa.Instruction]bool{}
	for _, evs := range b.events {
		for _, st := range evs {
			if st.kind == evStore && !st.fills && c.renews(st.place, p) {
				renewals[st.instr] = true
			}
		}
	}
	return len(renewals) == 0 || !b.flows.between(c.at, ev.instr, func(i ssa.Instruction) bool { return renewals[i] })
}

// renews reports whether to assign the variable at p gives the copy's, or the
// original's, map at q another value.
func (c *structCopy) renews(p, q place.Place) bool {
	return q.HasPrefix(p) || c.from.Join(q.Rest(c.local)).HasPrefix(p)
}

// fills reports whether st assigns a map variable that is nil there, so that
// there was no map to share.
func (b *builder) fills(st *ssa.Store) bool {
	want := key(b.place(st.Addr))
	for d := st.Block(); d.Idom() != nil; d = d.Idom() {
		top := d.Idom()
		iff, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || len(d.Preds) != 1 {
			continue
		}
		if m, empty := emptyTest(iff.Cond); m != nil && (top.Succs[0] == d) == empty && key(b.place(m)) == want {
			return true
		}
	}
	return false
}

// emptyTest returns the map that a condition compares with nil, or its length
// with zero, and whether the condition holds if there is no map.
func emptyTest(cond ssa.Value) (m ssa.Value, empty bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, false
	}
	zero, ok := cmp.Y.(*ssa.Const)
	if !ok {
		return nil, false
	}
	m = cmp.X
	if call, ok := m.(*ssa.Call); ok {
		if bi, ok := call.Call.Value.(*ssa.Builtin); !ok || bi.Name() != "len" || zero.Value == nil || zero.Int64() != 0 {
			return nil, false
		}
		m = call.Call.Args[0]
	}
	if !isMap(m.Type()) {
		return nil, false
	}
	return m, cmp.Op == token.EQL
}

// ownMap reports whether the function, at an event, may have given the variable
// at p, which its caller knows, another map before: in a copy that is given by
// address that map is shared with nobody.
func (b *builder) ownMap(ev *event, p place.Place) bool {
	if p.Kind != place.Param && p.Kind != place.FreeVar {
		return false
	}
	if b.renewals == nil {
		b.renewals = b.findRenewals()
	}
	for q, instrs := range b.renewals {
		if p.HasPrefix(q) && slices.ContainsFunc(instrs, func(i ssa.Instruction) bool { return b.flows.follows(i, ev.instr) }) {
			return true
		}
	}
	return false
}

// findRenewals notes where the function assigns parts of what its caller knows,
// other than where there was no map.
func (b *builder) findRenewals() map[place.Place][]ssa.Instruction {
	out := map[place.Place][]ssa.Instruction{}
	for _, evs := range b.events {
		for _, ev := range evs {
			p := key(ev.place)
			if ev.kind == evStore && !ev.fills && p.Path != "" && (p.Kind == place.Param || p.Kind == place.FreeVar) && !slices.Contains(out[p], ev.instr) {
				out[p] = append(out[p], ev.instr)
			}
		}
	}
	return out
}

// byCopy returns the assignment that makes the copy of a struct out of which an
// operation reads its map: a variable, or a parameter or receiver by which it is
// written; nil if there is none.
func (b *builder) byCopy(m ssa.Value, writes bool) *ssa.Store {
	if load, ok := m.(*ssa.UnOp); ok {
		m = load.X
	}
	a, path := copyRoot(m)
	if a == nil || len(path) == 0 {
		return nil
	}
	init := b.eng.soleStore(a)
	if init == nil {
		return nil
	}
	_, value := init.Type().Underlying().(*types.Struct)
	_, param := init.(*ssa.Parameter)
	if !value || param && !writes || !b.original(init).Known() {
		return nil
	}
	return storeOf(a)
}
