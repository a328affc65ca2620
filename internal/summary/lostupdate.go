package summary

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// LostUpdate is a store into a map that depends on a look-up of the same key
// under an earlier lock: what others stored in between is overwritten. There is
// no data race.
type LostUpdate struct {
	Look, Store Access
	Lock        state.Mark // held twice, given up in between; unknown for a sync.Map
	// Computed is set if the value that is stored is computed from the one that
	// was looked up; else it is an object that others may have stored and use.
	Computed bool
}

// LostUpdates lists the lost updates of the package's functions: a look-up and
// a store by one function, or the helpers that it calls, in two critical sections of
// one lock.
//
// Silent is, at the price of misses: who looks again, in any way, before the
// store; who notes in the first section what is going to happen; who holds
// another lock all the time; who stores a value of which any two are alike, as a
// cache of results does.
func (p *Package) LostUpdates() []LostUpdate {
	var out []LostUpdate
	for _, fn := range p.eng.code {
		if fn.Synthetic == "" {
			out = p.eng.builders[fn].lostUpdates(out)
		}
	}
	return out
}

func (b *builder) lostUpdates(out []LostUpdate) []LostUpdate {
	looks := b.instrsOf(func(i ssa.Instruction) bool { l, ok := i.(*ssa.Lookup); return ok && isMap(l.X.Type()) })
	in := map[place.Place][]*ssa.Lookup{}
	for _, i := range looks {
		l := i.(*ssa.Lookup)
		if p := b.place(l.X); p.Known() {
			in[p] = append(in[p], l)
		}
	}
	stores := b.stores()
	for _, s := range stores {
		for _, l := range in[s.m] {
			if !sameValue(l.Index, s.key) {
				continue
			}
			if !b.afford() {
				return out
			}
			if u, ok := b.lostUpdate(l, s); ok {
				out = append(out, u)
				break
			}
		}
	}
	return b.loadThenStore(b.lostByCallee(out, stores))
}

// loadThenStore appends the stores into a sync.Map of values that are computed
// from what Load has returned for the same key, or of objects of their own where it
// has returned none. Each call is atomic, the two of them are not.
func (b *builder) loadThenStore(out []LostUpdate) []LostUpdate {
	calls := func(name string) []ssa.Instruction {
		return b.instrsOf(func(i ssa.Instruction) bool {
			c, ok := i.(*ssa.Call)
			return ok && isCallOf(c, "(*sync.Map)."+name)
		})
	}
	loads := calls("Load")
	if len(loads) == 0 {
		return out
	}
	for _, st := range calls("Store") {
		for _, ld := range loads {
			l, s := ld.(*ssa.Call), st.(*ssa.Call)
			from, to := l.Call.Args, s.Call.Args
			p := b.place(from[0])
			if !p.Known() || p.Kind == place.Local || p != b.place(to[0]) || !sameValue(from[1], to[1]) {
				continue
			}
			computed := derived(to[2], l, 8, false)
			if !computed && (len(loads) > 1 || b.stateAt(s).NumLocks() > 0 || b.eng.expectsLock(b.fn) || !b.decides(l, s) || !b.ownRunner(to[2])) {
				continue
			}
			if b.eng.entries[b.fn].NumLocks() > 0 || b.stateAt(l).NumLocks() > 0 && b.stateAt(s).NumLocks() > 0 {
				continue
			}
			access := func(op state.Op, c *ssa.Call) Access {
				return Access{Op: op, Place: p, Site: b.siteOf(c, b.eng.exprOf(from[0]), place.Place{})}
			}
			out = append(out, LostUpdate{
				Look: access(state.OpRead, l), Store: access(state.OpWrite, s), Computed: computed,
			})
			break
		}
	}
	return out
}

// instrsOf lists the instructions of the function that are of some kind.
func (b *builder) instrsOf(is func(ssa.Instruction) bool) []ssa.Instruction {
	var out []ssa.Instruction
	for _, blk := range b.fn.Blocks {
		for _, i := range blk.Instrs {
			if is(i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// lostUpdate judges one look-up with one store of the same key into the same map.
func (b *builder) lostUpdate(l *ssa.Lookup, s store) (LostUpdate, bool) {
	computed, depends := b.depends(l, s)
	if !depends {
		return LostUpdate{}, false
	}
	before := b.stateAt(l).Locks()
	lock, unlocks := b.givenUp(before, l, s.at)
	if unlocks == nil || !b.heldFor(s, lock) || b.heldThroughout(before, b.stateAt(s.at).Locks(), lock) || b.looksAgain(l, s.at, lock, unlocks) || b.notes(l, unlocks) {
		return LostUpdate{}, false
	}
	look := Access{Op: state.OpRead, Place: s.m, Site: b.siteOf(l, b.eng.exprAt(l.Pos(), l.X), s.m)}
	return b.lost(look, s, *lock, computed), true
}

// depends reports whether a store depends on what a look-up, or a call that makes
// it, has found: its value is computed from that, or an object of its own that is
// only stored if nothing was found.
func (b *builder) depends(found ssa.Value, s store) (computed, ok bool) {
	if !b.decides(found, s.at) {
		return true, s.in == nil && renewed(s.value, found, 4)
	}
	computed = derived(s.value, found, 4, false) && !missed(found, s.at)
	return computed, computed || b.unlike(s.value)
}

// missed reports whether a look-up has found nothing wherever s is executed: what it
// gave is then zero for everybody.
func missed(found ssa.Value, s ssa.Instruction) bool {
	l, ok := found.(*ssa.Lookup)
	if !ok || !l.CommaOk {
		return false
	}
	for _, user := range *l.Referrers() {
		ex, ok := user.(*ssa.Extract)
		if !ok || ex.Index != 1 {
			continue
		}
		for _, use := range *ex.Referrers() {
			iff, ok := use.(*ssa.If)
			if !ok {
				continue
			}
			if no := iff.Block().Succs[1]; len(no.Preds) == 1 && no.Dominates(s.Block()) {
				return true
			}
		}
	}
	return false
}

// renewed reports whether v is a number or slice that is made of the one which was
// found: n+1, or append(s, x).
func renewed(v, found ssa.Value, steps int) bool {
	switch v := v.(type) {
	case *ssa.BinOp:
		return derived(v, found, steps, false)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		return builtin && derived(v, found, steps, false)
	case *ssa.Phi:
		return steps > 0 && slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return renewed(e, found, steps-1) })
	}
	return false
}

// givenUp returns a lock held at l that is certainly given up on the way to s,
// and the instructions that do it.
func (b *builder) givenUp(held state.Marks, l, s ssa.Instruction) (*state.Mark, []ssa.Instruction) {
	for _, m := range held {
		if !m.Place.Known() || !m.Must {
			continue
		}
		var unlocks []ssa.Instruction
		for _, evs := range b.events {
			for _, ev := range evs {
				if ev.kind == evUnlock && ev.mark.Place.MayAlias(m.Place) {
					unlocks = append(unlocks, ev.instr)
				}
			}
		}
		if len(unlocks) > 0 && !within(l, s, unlocks) && b.flows.follows(l, s) {
			return m, unlocks
		}
	}
	return nil, nil
}

// within reports whether to can be executed after from before any of stops is.
func within(from, to ssa.Instruction, stops []ssa.Instruction) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var walk func(instrs []ssa.Instruction, blk *ssa.BasicBlock) bool
	walk = func(instrs []ssa.Instruction, blk *ssa.BasicBlock) bool {
		for _, i := range instrs {
			if i == to {
				return true
			}
			if slices.Contains(stops, i) {
				return false
			}
		}
		for _, s := range blk.Succs {
			if !seen[s] {
				seen[s] = true
				if walk(s.Instrs, s) {
					return true
				}
			}
		}
		return false
	}
	blk := from.Block()
	return walk(blk.Instrs[slices.Index(blk.Instrs, from)+1:], blk)
}

// heldThroughout reports whether another lock, or the rule of a sync.Once, keeps
// others out for both sections.
func (b *builder) heldThroughout(before, after state.Marks, lock *state.Mark) bool {
	entry := b.eng.entries[b.fn]
	if entry.NumLocks() > 0 || b.eng.expectsLock(b.fn) {
		return true // the callers keep others out
	}
	return slices.ContainsFunc(before, func(m *state.Mark) bool {
		return !m.Place.Known() || m.Place != lock.Place && after.Has(m.Place, state.Write)
	})
}

// looksAgain reports whether the map is read, here or in a callee, in the
// section of the store.
func (b *builder) looksAgain(l, s ssa.Instruction, lock *state.Mark, unlocks []ssa.Instruction) bool {
	p := b.place(l.(*ssa.Lookup).X)
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.kind != evAccess || ev.instr == l || ev.instr == s || !ev.state.Has(lock.Place, state.Write) {
				continue
			}
			reads := slices.ContainsFunc(ev.accesses, func(a Access) bool { return a.Place.MayAlias(p) && !a.Op.Writes() })
			if reads && (!b.afford() || within(ev.instr, s, unlocks)) {
				return true
			}
		}
	}
	return false
}

// notes reports whether something is stored in the section of the look-up after
// it: mostly a mark that says what this goroutine is about to do.
func (b *builder) notes(l ssa.Instruction, unlocks []ssa.Instruction) bool {
	return len(b.instrsOf(func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Store:
			if _, local := i.Addr.(*ssa.Alloc); local {
				return false
			}
		case *ssa.MapUpdate:
		default:
			return false
		}
		return !b.afford() || within(l, i, unlocks)
	})) > 0
}

// decides reports whether what l has found decides if s is executed: some
// branch that depends on it does not lead to s.
func (b *builder) decides(l ssa.Value, s ssa.Instruction) bool {
	for _, blk := range s.Parent().Blocks {
		iff, ok := blk.Instrs[len(blk.Instrs)-1].(*ssa.If)
		if !ok || blk == s.Block() || !b.flows.reaches(blk, s.Block()) || !derived(iff.Cond, l, 6, true) {
			continue
		}
		for _, succ := range blk.Succs {
			if succ != s.Block() && !b.flows.reaches(succ, s.Block()) {
				return true
			}
		}
	}
	return false
}

// derived reports whether v is computed from the result of l, in a few steps, and
// if asks is set also with the help of its methods.
func derived(v ssa.Value, l ssa.Value, steps int, asks bool) bool {
	if v == l {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || steps == 0 {
		return false
	}
	from := func(v ssa.Value) bool { return v != nil && derived(v, l, steps-1, asks) }
	switch v := v.(type) {
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, from)
	case *ssa.Call:
		_, builtin := v.Call.Value.(*ssa.Builtin) // append
		if !builtin && !asks {
			return false
		}
	case *ssa.Extract, *ssa.BinOp, *ssa.UnOp, *ssa.FieldAddr, *ssa.Field, *ssa.Convert, *ssa.ChangeType, *ssa.TypeAssert, *ssa.MakeInterface:
	default:
		return false
	}
	return slices.ContainsFunc(instr.Operands(nil), func(op *ssa.Value) bool { return from(*op) })
}

// unlike reports whether it matters which of two values is in the map: v is the
// next number of a counter, or an object that is made here and that can be
// locked, waited for or closed.
func (b *builder) unlike(v ssa.Value) bool {
	v = unboxed(v)
	if b.counts(v) {
		return true
	}
	if ex, ok := v.(*ssa.Extract); ok {
		call, ok := ex.Tuple.(*ssa.Call)
		return ok && closable(call.Call.Signature().Results().At(ex.Index).Type())
	}
	switch v := v.(type) {
	case *ssa.Alloc:
		return closable(v.Type()) || stateful(v.Type())
	case *ssa.MakeChan:
		return true
	case *ssa.Call:
		return closable(v.Type()) || stateful(v.Type()) && b.place(v).Kind == place.Local
	}
	return false
}

// ownRunner reports whether v is made here and has to be closed or stopped: a sync.Map
// of anything else is mostly a cache of results.
func (b *builder) ownRunner(v ssa.Value) bool { return b.unlike(v) && closable(unboxed(v).Type()) }

// counts reports whether v is read from a field that the function raises.
func (b *builder) counts(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	if _, field := load.X.(*ssa.FieldAddr); !field {
		return false
	}
	return len(b.instrsOf(func(i ssa.Instruction) bool {
		st, ok := i.(*ssa.Store)
		if !ok || !sameValue(st.Addr, load.X) {
			return false
		}
		sum, ok := st.Val.(*ssa.BinOp)
		return ok && sum.Op == token.ADD
	})) > 0
}

// closable reports whether objects of type t are started, or closed or stopped in
// the end.
func closable(t types.Type) bool {
	return !methodless(t, "Close") || !methodless(t, "Stop") || !methodless(t, "Shutdown") || !methodless(t, "Start")
}

// isAtomic reports whether t is a type of sync/atomic, or of the package that many
// used before it had types.
func isAtomic(t types.Type) bool {
	name := typeName(t)
	return strings.HasPrefix(name, "sync/atomic.") || strings.HasPrefix(name, "go.uber.org/atomic.")
}

// stateful reports whether the objects that t points to have a state of their own,
// which their users lock, wait for, count in or add to.
func stateful(t types.Type) bool {
	st, _ := structOf(t)
	if st == nil {
		return false
	}
	for f := range st.Fields() {
		if _, ok := f.Type().Underlying().(*types.Chan); ok || isLock(f.Type()) || isMap(f.Type()) || isAtomic(f.Type()) {
			return true
		}
	}
	return false
}

// sameValue reports whether two keys are certainly equal: one value, one
// constant, or one variable that is read twice.
func sameValue(a, b ssa.Value) bool {
	a, b = unboxed(a), unboxed(b)
	if a == b {
		return true
	}
	switch x := a.(type) {
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && constant.Compare(x.Value, token.EQL, y.Value)
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && x.Op == token.MUL && y.Op == token.MUL && sameValue(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && sameValue(x.X, y.X)
	}
	return false
}
