package summary

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// access returns the event of an operation on the map m.
func (b *builder) access(op state.Op, m ssa.Value, at ssa.Instruction, pos token.Pos) []*event {
	p := b.current(m, at)
	evs := b.accessAt(op, p, b.eng.exprAt(pos, m), at, pos)
	for _, ev := range evs {
		a := &ev.accesses[0]
		b.noteCopy(a, m, p)
		if ev.load = b.loadOf(m); ev.load == nil && isCallResult(m) {
			a.ByVal, a.Got = int16(a.Place.Len()), true // a getter read the variable
		}
	}
	return append(evs, b.besides(op, m, p, at, pos)...)
}

// noteCopy notes of an access to the map m, at p, that m is the map of a copy of a struct, or
// may be another one.
func (b *builder) noteCopy(a *Access, m ssa.Value, p place.Place) {
	c, writes := b.byCopy(m, a.Op.Writes()), a.Op.Writes()
	if c != nil {
		a.ByCopy = true
		a.Claimed = a.Claimed || writes && b.claims(c, nil)
	}
	a.Claimed = a.Claimed || writes && (b.claimsVariable(m) || b.claimsDefault(m, p, c != nil))
}

func isCallResult(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Call:
		return true
	case *ssa.Extract:
		_, ok := v.Tuple.(*ssa.Call)
		return ok
	}
	return false
}

func (b *builder) accessAt(op state.Op, p place.Place, expr string, at ssa.Instruction, pos token.Pos) []*event {
	if !p.Known() {
		return nil
	}
	if !pos.IsValid() {
		pos = instrPos(at)
	}
	a := Access{Op: op, Place: p, ByVal: -1, Site: b.site(pos, expr, p)}
	return []*event{{kind: evAccess, accesses: []Access{a}}}
}

// siteOf returns the site of an access by an instruction of the function to the
// map at p.
func (b *builder) siteOf(at ssa.Instruction, expr string, p place.Place) *Site {
	return b.site(instrPos(at), expr, p)
}

// site is [builder.siteOf] for a position in the function.
func (b *builder) site(pos token.Pos, expr string, p place.Place) *Site {
	return &Site{Pos: Pos{p: pos}, Expr: expr, Func: b.fn.Name(), Field: p.Owner, Says: b.remarksOn(pos), Query: b.query, order: b.eng.rank(pos)}
}

// store returns the events of an assignment: of a map variable, which others
// may be reading, and of pointers that lead to maps.
func (b *builder) store(st *ssa.Store) []*event {
	t := st.Val.Type()
	if isChan(t) {
		return b.lendChan(st)
	}
	if !refers(t) {
		return b.storeParts(st)
	}
	p := b.place(st.Addr)
	if a, ok := st.Addr.(*ssa.Alloc); ok {
		if b.eng.soleStore(a) != nil {
			return nil // the declaration
		}
		p = b.local(a)
	}
	if !p.Known() {
		return nil
	}
	fills := isMap(t) && b.fills(st)
	out := []*event{{kind: evStore, place: p, eventFlags: eventFlags{fills: fills}}}
	if (p.Kind == place.Local || p.Kind == place.Value) && p.OnlyFields() && !madeHere(st.Val) {
		if q := b.current(st.Val, st); q.Known() && q.Kind != place.Value {
			out[0].parts = &parts{fields: []Alias{{From: p, To: q}}}
		}
	}
	if isMap(t) && !intoCopy(st.Addr) {
		out = append(b.accessAt(state.OpReplace, p, b.eng.exprOf(st.Addr), st, st.Pos()), out...)
		out[0].accesses[0].Fills = fills && madeHere(st.Val)
	}
	return out
}

// storeParts returns the events of giving a part of an object the value of a literal,
// as in "&pod{meta: meta{labels: set.labels}}": the maps and pointers in that become
// the part's.
func (b *builder) storeParts(st *ssa.Store) []*event {
	lit, ok := loadedAlloc(st.Val)
	if _, part := st.Addr.(*ssa.FieldAddr); !ok || !part || lit.Comment != "complit" {
		return nil
	}
	p := b.place(st.Addr)
	if p.Kind != place.Local && p.Kind != place.Value || p.Path != "" && !p.OnlyFields() {
		return nil
	}
	var out []*event
	for _, fa := range fieldAddrs(lit) {
		n, val := stores(fa)
		if n != 1 || !refers(val.Type()) || madeHere(val) {
			continue
		}
		from := step(p, fa.X.Type(), fa.Field)
		if to := b.current(val, st); from.Known() && to.Known() && to.Kind != place.Value {
			out = append(out, &event{kind: evStore, place: from, parts: &parts{fields: []Alias{{From: from, To: to}}}})
		}
	}
	return out
}

// lendChan returns the alias that an object's field is of a channel which the
// function gives it, so that the function can wait for what the object's goroutine
// sends. One that returns something leaves the field its name: it may return the
// object, whose field is all that its caller sees of the channel.
func (b *builder) lendChan(st *ssa.Store) []*event {
	p := b.place(st.Addr)
	if b.fn.Signature.Results().Len() > 0 || p.Kind != place.Local && p.Kind != place.Value || p.Path == "" || !p.OnlyFields() {
		return nil
	}
	q := b.place(st.Val)
	if q.Kind != place.Local || q.Path != "" {
		return nil
	}
	return []*event{{kind: evNone, parts: &parts{fields: []Alias{{From: p, To: q}}}}}
}

// madeHere reports whether v is a map that is made for one variable alone.
func madeHere(v ssa.Value) bool {
	m, ok := v.(*ssa.MakeMap)
	return ok && len(*m.Referrers()) == 1
}

// intoCopy reports whether addr is a field of a struct that is the function's
// own copy, such as a value receiver.
func intoCopy(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return false
	}
	a, _ := copyRoot(fa.X)
	return a != nil && onlyStore(a) != nil
}

// current returns the place of a map at an instruction that uses it, or an
// opaque one if the variable that it was read from has been assigned since:
// after "old := s.m; s.m = nil", old is no longer s.m.
func (b *builder) current(m ssa.Value, at ssa.Instruction) place.Place {
	p := b.place(m)
	if len(b.assigned) == 0 || !p.Known() {
		return p
	}
	load := b.loadOf(m)
	if load == nil {
		return p
	}
	renewed := func(q place.Place) bool {
		sts := b.assigned[key(q)]
		return sts != nil && b.flows.between(load, at, func(i ssa.Instruction) bool { return sts[i] })
	}
	for q := range p.Prefixes() {
		if renewed(q) {
			return b.opaque(load.(ssa.Value))
		}
	}
	if renewed(p.Root()) {
		return b.opaque(load.(ssa.Value))
	}
	return p
}

// loadOf returns the load that m comes from, unless m is nil.
func (b *builder) loadOf(m ssa.Value) ssa.Instruction {
	for range 8 { // chains of variables are short
		switch v := m.(type) {
		case *ssa.UnOp:
			if v.Op != token.MUL {
				return nil
			}
			if a, ok := v.X.(*ssa.Alloc); ok {
				if init := b.eng.soleStore(a); init != nil {
					m = init
					continue
				}
			}
			return v
		case *ssa.ChangeType:
			m = v.X
		case *ssa.TypeAssert:
			m = v.X
		case *ssa.Phi:
			if m = unlessNil(v); m == nil {
				return nil
			}
		case *ssa.Lookup:
			return v
		default:
			return nil
		}
	}
	return nil
}

// unlessNil returns the one value that a variable has where it is not nil, nil if there
// are several.
func unlessNil(v *ssa.Phi) ssa.Value {
	var only ssa.Value
	for _, e := range v.Edges {
		if c, ok := e.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		if only != nil && only != e {
			return nil
		}
		only = e
	}
	return only
}

// builtin returns the events of delete, clear, len, close.
func (b *builder) builtin(name string, args []ssa.Value, at ssa.Instruction) []*event {
	if len(args) == 0 {
		return nil
	}
	switch name {
	case "delete":
		return b.access(state.OpDelete, args[0], at, at.Pos())
	case "clear":
		if isMap(args[0].Type()) {
			return b.access(state.OpClear, args[0], at, at.Pos())
		}
	case "len":
		if isMap(args[0].Type()) {
			return b.access(state.OpLen, args[0], at, at.Pos())
		}
	case "close":
		return b.closing(args[0])
	}
	return nil
}

// methodless reports whether values of type t are walked by reflection, not
// by methods of their own.
func methodless(t types.Type, names ...string) bool {
	for _, n := range names {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, n); obj != nil {
			if _, ok := obj.(*types.Func); ok {
				return false
			}
		}
	}
	return true
}

// isMap reports whether t is a map, or a type parameter that stands for maps.
func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	if ok {
		return true
	}
	tp, ok := types.Unalias(t).(*types.TypeParam)
	return ok && coreIsMap(tp)
}

// coreIsMap reports whether all types of a type parameter's constraint are
// maps.
func coreIsMap(tp *types.TypeParam) bool {
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok || iface.NumEmbeddeds() == 0 {
		return false
	}
	for t := range iface.EmbeddedTypes() {
		if u, ok := t.(*types.Union); ok {
			if u.Len() != 1 {
				return false
			}
			t = u.Term(0).Type()
		}
		if _, ok := t.Underlying().(*types.Map); !ok {
			return false
		}
	}
	return true
}

func isChan(t types.Type) bool {
	_, ok := t.Underlying().(*types.Chan)
	return ok
}
