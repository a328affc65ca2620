package handover

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// Gifts lists the maps that functions give away and keep: they send the map, put it into a
// request that is sent, or return one that they have made when they were first asked for it,
// and have it in a variable afterwards. A send hands a map over only if the sender lets go of it.
//
// False negative: the object that is sent has a lock or channel of its own; the sender waits
// for an answer.
func (s *Survey) Gifts() []effect.Gift {
	var out []effect.Gift
	for _, fn := range s.flows.NonTest {
		if fn.Synthetic != "" {
			continue
		}
		f := s.flows.Of[fn]
		var gifts []gift
		for _, h := range s.handovers[fn] {
			if h.To == "" && typeq.MayShareMap(h.Value.Type()) && !escape.HasSync(h.Value.Type()) {
				gifts = append(gifts, sent(f, h)...)
			}
		}
		for i := range gifts {
			g := &gifts[i]
			g.Theirs, g.Unknown = s.received.of(g), !s.received.here(g.Channel)
			g.Many = g.toMany(f, gifts, s.received)
			out = append(out, g.Gift)
		}
		out = append(append(out, lazilyReturned(f)...), requestedHeaders(f)...)
	}
	return out
}

// gift is a gift in its function.
type gift struct {
	effect.Gift
	Handover
	path string    // from the value that is given to the map
	m    ssa.Value // the map, nil if it is a part of an object
}

// sent lists the gifts of one send: one for each variable that has one of the maps.
func sent(f *order.Flow, h Handover) []gift {
	var out []gift
	add := func(p part, at place.Place, from ssa.Instruction) {
		if !at.Known() || at.Kind == place.Value {
			return
		}
		k := newKeeper(f, at)
		g := gift{Handover: h, path: h.Path + p.Path, m: p.Map}
		g.Access = givenAt(f, h.At, p.Expr, at)
		g.How, g.Kept = "send", k.keeps(from)
		g.Ours = k.accesses(func(i ssa.Instruction) bool { return i != h.At && k.after(from, i) })
		if g.Kept && repeats(f) {
			g.Ours = append(g.Ours, k.accesses(k.again)...)
		}
		out = append(out, g)
	}
	for _, p := range partsOf(f.Heap, h.Value) {
		if p.Map == nil {
			add(p, p.At, h.At)
			continue
		}
		add(p, f.Current(p.Map, h.At), h.At)
		for _, st := range keptIn(f, p.Map) {
			from := h.At
			if instrs := h.At.Block().Instrs; slices.Index(instrs, ssa.Instruction(st)) > slices.Index(instrs, h.At) {
				from = st
			}
			add(p, f.Place(st.Addr), from)
		}
	}
	return out
}

// repeats reports whether the function runs again and again: others call it, or a loop of the
// package does.
func repeats(f *order.Flow) bool {
	if f.Fn.Parent() != nil {
		return false
	}
	return context.RootOf(f.Pkg, f.Fn) != nil || slices.ContainsFunc(f.Pkg.Sites[f.Fn], func(c trace.CallSite) bool {
		return c.Instr != nil && f.Pkg.Of[c.Caller].Paths.InLoop(c.Instr.Block())
	})
}

// givenAt returns the access for which a gift of the map at p stands: whoever gets it reads
// it.
func givenAt(f *order.Flow, at ssa.Instruction, expr string, p place.Place) effect.Access {
	return effect.Access{Op: state.OpRead, Place: p, LoadedSteps: int16(p.Len()), Sync: f.StateAt(at), Site: f.SiteOf(at, expr, p)}
}

// keptIn lists the assignments of a map to variables that others know.
func keptIn(f *order.Flow, m ssa.Value) []*ssa.Store {
	var out []*ssa.Store
	if m.Referrers() == nil {
		return nil
	}
	for _, r := range *m.Referrers() {
		if st, ok := r.(*ssa.Store); ok && st.Val == m {
			if p := f.Place(st.Addr); p.Known() && p.Kind != place.Local && p.Kind != place.Value {
				out = append(out, st)
			}
		}
	}
	return out
}

// keeper says what the function does with the variable that has a map which it gives away.
type keeper struct {
	f               *order.Flow
	p               place.Place
	assigns, awaits map[ssa.Instruction]bool
}

func newKeeper(f *order.Flow, p place.Place) keeper {
	k := keeper{f, p, map[ssa.Instruction]bool{}, map[ssa.Instruction]bool{}}
	if def := f.Defs[p.Name]; p.Kind == place.Local && def != nil {
		k.assigns[def] = true
	}
	for ev := range f.AllEvents() {
		switch {
		case ev.Kind == trace.EvStore && p.HasPrefix(heap.Key(ev.Place)):
			k.assigns[ev.Instr] = true
		case ev.Kind == trace.EvJoin && isAnswer(ev):
			k.awaits[ev.Instr] = true
		}
	}
	return k
}

// letsGo reports whether the map is not the giver's any more, or its own again, after an
// instruction: another map is assigned to the variable, or an answer has come.
func (k keeper) letsGo(i ssa.Instruction) bool { return k.assigns[i] || k.awaits[i] }

// keeps reports whether the variable still holds the map when the function returns, if it
// gave the map away at an instruction.
func (k keeper) keeps(from ssa.Instruction) bool {
	for ret := range ssaq.ReturnsOf(k.f.Fn) {
		if k.p.Kind != place.Local && k.f.Paths.Avoids(from, ret, k.letsGo) {
			return true
		}
	}
	return false
}

// accesses lists the function's own accesses to the map at instructions that wanted accepts.
func (k keeper) accesses(wanted func(ssa.Instruction) bool) []effect.Access {
	var out []effect.Access
	entered := k.f.Pkg.EntryLocksets[k.f.Fn]
	for ev := range k.f.AllEvents() {
		if !ev.Live || ev.Kind != trace.EvAccess || !wanted(ev.Instr) {
			continue
		}
		for _, a := range ev.Accesses {
			ofMap := a.Scalar == effect.NotScalar && !a.Op.Replaces() && !a.MaybeReplaced && heap.Key(a.Place) == heap.Key(k.p)
			if ofMap && a.Thread == 0 {
				a.Sync = a.Sync.Union(entered)
				out = append(out, a)
			}
		}
	}
	return out
}

// after reports whether the function can come from one instruction to another with the map.
func (k keeper) after(from, i ssa.Instruction) bool { return k.f.Paths.Avoids(from, i, k.letsGo) }

// again reports whether the next call of the function can come to an instruction with the
// map.
func (k keeper) again(i ssa.Instruction) bool {
	return k.f.Paths.Avoids(nil, i, func(i ssa.Instruction) bool { return k.assigns[i] })
}

// isAnswer reports whether a wait may be for the receiver of a message: the function made the
// channel for it, or it does nothing else until it gets the answer.
func isAnswer(ev *trace.Event) bool {
	if ev.WaitGroup || ev.Place.Kind == place.Local {
		return true
	}
	receive, ok := ev.Instr.(*ssa.UnOp)
	return ok && !receive.CommaOk
}

// toMany reports whether the function sends the map to several channels, or more than once to
// one from which several goroutines receive.
func (g *gift) toMany(f *order.Flow, all []gift, received receivedBy) bool {
	if g.m == nil {
		return false
	}
	ch := g.Channel.Place
	def, _ := g.m.(ssa.Instruction)
	again := f.Paths.Avoids(g.Handover.At, g.Handover.At, func(i ssa.Instruction) bool { return i == def })
	many := again && (ch.AnyElem() || ch.Kind == place.Value)
	for _, o := range all {
		if o.m == g.m && o.Handover.At != g.Handover.At && (f.Paths.Follows(g.Handover.At, o.Handover.At) || f.Paths.Follows(o.Handover.At, g.Handover.At)) {
			many, again = many || o.Channel.Place != ch, true
		}
	}
	return many || again && slices.ContainsFunc(g.Theirs, func(a effect.Access) bool { return received.many[a.Func] })
}

// lazilyReturned lists the maps that an exported method makes when it is first asked for
// them, keeps in its object and returns, and changes again whenever it is asked.
//
// Assumes: an object that makes its result on demand and answers without parameters is there
// to be read by several goroutines.
func lazilyReturned(f *order.Flow) []effect.Gift {
	if f.Fn.Signature.Recv() == nil || f.Fn.Signature.Params().Len() > 0 || !ast.IsExported(f.Fn.Name()) || f.Fn.Parent() != nil {
		return nil
	}
	var out []effect.Gift
	for ret := range ssaq.ReturnsOf(f.Fn) {
		for _, res := range ret.Results {
			if !typeq.IsMap(res.Type()) {
				continue
			}
			for _, v := range escape.ReturnedValues(f.Heap, res, ret) {
				if g, ok := lazy(f, v, ret); ok {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

// lazy returns the gift that the result v of a return is.
func lazy(f *order.Flow, v ssa.Value, ret *ssa.Return) (effect.Gift, bool) {
	p := f.Current(v, ret)
	if ofReceiver := p.Kind == place.Param && p.Index == 0 && p.Path != ""; !ofReceiver || !p.OnlyFields() {
		return effect.Gift{}, false
	}
	fills := slices.ContainsFunc(f.Events, func(evs []*trace.Event) bool {
		return slices.ContainsFunc(evs, func(ev *trace.Event) bool {
			return ev.Kind == trace.EvStore && ev.Fills && heap.Key(ev.Place) == heap.Key(p)
		})
	})
	if !fills {
		return effect.Gift{}, false
	}
	k := newKeeper(f, p)
	return effect.Gift{Access: givenAt(f, ret, ssaq.ExprOf(v), p), How: "return", Kept: true, Unknown: true, Ours: k.accesses(k.again)}, true
}
