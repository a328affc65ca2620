package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// look is a look-up in a map, by the function itself or by a function of this package
// that it calls: a helper, a getter that takes the lock, or a function literal.
type look struct {
	at    ssa.Instruction // the look-up or the call
	found ssa.Value       // what it has found, or the call that returns it
	m     place.Place     // the map, in terms of the function
	key   ssa.Value
	pos   token.Pos   // where the callee or the function names the map
	expr  ssa.Value   // the map there
	in    *state.Mark // the lock that the callee takes and releases, nil if there is none
	where token.Pos   // the look-up or the call, in the function or a literal
}

// isLookup reports whether an instruction looks up a key in a map.
func isLookup(i ssa.Instruction) bool {
	l, ok := i.(*ssa.Lookup)
	return ok && isMap(l.X.Type())
}

// survey lists the look-ups and stores of a function and of what it calls.
type survey struct {
	looks  []look
	stores []store
}

// surveys are those of the functions of a package, as far as somebody has asked.
type surveys map[*builder]*survey

// of returns the survey of a function, which is empty while it is made: the function
// calls itself.
func (ss surveys) of(b *builder) *survey {
	if s := ss[b]; s != nil {
		return s
	}
	ss[b] = &survey{}
	s := &survey{}
	for _, i := range b.instrsOf(func(ssa.Instruction) bool { return true }) {
		switch i := i.(type) {
		case *ssa.Lookup:
			if p := b.place(i.X); isLookup(i) && p.Known() {
				s.looks = append(s.looks, look{at: i, found: i, m: p, key: i.Index, pos: i.Pos(), expr: i.X, where: instrPos(i)})
			}
		case *ssa.MapUpdate:
			s.stores = append(s.stores, store{at: i, m: b.place(i.Map), key: i.Key, value: i.Value, pos: i.Pos(), expr: i.Map, own: true, where: instrPos(i)})
		case *ssa.Call:
			s.looks = append(s.looks, ss.looksBy(b, i)...)
			s.stores = append(s.stores, ss.storesBy(b, i)...)
		}
	}
	ss[b] = s
	return s
}

// looksBy lists the look-ups that a call makes: of a key that the function knows, where
// what the callee returns depends on the outcome, or the callee is a literal, which may
// assign it to a variable of the function. Either the callee takes a lock and
// releases it, or it has those of the function.
func (ss surveys) looksBy(b *builder, call *ssa.Call) (out []look) {
	t := b.target(call.Common())
	if t.fn == nil || t.fn == b.fn || b.eng.builders[t.fn] == nil {
		return nil
	}
	callee, bd := b.eng.builders[t.fn], b.bind(t, call)
	for _, l := range ss.of(callee).looks {
		key, found := t.actual(l.key), l.found
		if callee.returnsFrom(l.found) {
			found = call
		} else if t.fn.Parent() == nil {
			continue
		}
		m, _ := bd.place(l.m)
		lock, ok := callee.sectionOf(l.at, l.in, bd)
		if key == nil || !m.Known() || !ok || lock != nil && l.in == nil && ss.notesUnder(callee, l.at) {
			continue
		}
		out = append(out, look{at: call, found: found, m: m, key: key, pos: l.pos, expr: l.expr, in: lock, where: t.shown(l.where, call)})
	}
	return out
}

// sectionOf returns the lock that the function, a callee, or what it calls (in), takes for an
// access and releases before it returns, in terms of its caller; nil if it takes none.
// There is no answer if it takes more, or one that it may not hold.
func (b *builder) sectionOf(at ssa.Instruction, in *state.Mark, bd binding) (lock *state.Mark, ok bool) {
	held := b.released(b.stateAt(at).Locks())
	if in != nil {
		held = append(held, in)
	}
	if len(held) == 0 {
		return nil, true
	}
	lock = &state.Mark{Mode: held[0].Mode, Must: true}
	lock.Place, _ = bd.place(held[0].Place)
	return lock, len(held) == 1 && held[0].Must && lock.Place.Known()
}

// notesUnder is [surveys.notes] for a look-up by a callee that takes the lock.
func (ss surveys) notesUnder(b *builder, l ssa.Instruction) bool {
	held := b.released(b.stateAt(l).Locks())
	return ss.notes(b, l, b.unlocksOf(held[0]))
}

// shown returns where the function has an access of a callee: at the call, or in the
// literal that it calls.
func (t target) shown(pos token.Pos, call *ssa.Call) token.Pos {
	if t.fn.Parent() != nil {
		return pos
	}
	return instrPos(call)
}

// actual returns the value of a callee in terms of its caller: the argument that a
// parameter is, or a constant. What a literal has is followed through the variables
// that it captures.
func (t target) actual(v ssa.Value) ssa.Value {
	if v == nil {
		return nil
	}
	v = uncelled(unboxed(v))
	if p, ok := v.(*ssa.Parameter); ok && p.Parent() == t.fn {
		if n := slices.Index(t.fn.Params, p); n < len(t.args) {
			return t.args[n]
		}
		return nil
	}
	if _, constant := v.(*ssa.Const); constant || t.fn.Parent() != nil {
		return v
	}
	return nil
}

// returnsFrom reports whether some result of the function is what l has found.
func (b *builder) returnsFrom(l ssa.Value) bool {
	for _, i := range b.instrsOf(func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }) {
		for _, res := range i.(*ssa.Return).Results {
			if slices.ContainsFunc(b.stored(res), func(v ssa.Value) bool { return derived(v, l, 4, false) }) {
				return true
			}
		}
	}
	return false
}

// readsUnder reports whether the map is looked at under the lock of the store,
// before it.
func (b *builder) readsUnder(l look, s ssa.Instruction) bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind != evAccess || ev.instr == l.at || ev.instr == s || ev.state.NumLocks() == 0 || !b.flows.follows(ev.instr, s) {
				continue
			}
			if slices.ContainsFunc(ev.accesses, func(x Access) bool { return x.Place.MayAlias(l.m) && !x.Op.Writes() }) {
				return true
			}
		}
	}
	return false
}
