package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// instance is a callee's summary in terms of its caller.
type instance struct {
	accesses []Access
	threads  []Thread
	calls    []Call
	acquires state.Marks
	releases state.Marks
	exits    bool
	parallel []ssa.Value
	instanceSignals
	instanceStores
	instanceSpawns
}

// instanceSignals is what the callee does to channels and WaitGroups.
type instanceSignals struct {
	joins   []place.Place
	signals []place.Place
	adds    []place.Place
	sends   []place.Place // to channels
	relays  []Relay
}

// instanceStores is what the callee assigns.
type instanceStores struct {
	stores []place.Place
	fills  []place.Place
	fields []Alias
}

// instanceSpawns is what the goroutines do that the callee starts.
type instanceSpawns struct {
	late     []place.Place // their sends
	lateAdds []place.Place // their adds
	takes    []place.Place // what the goroutine that starts here surely receives
}

// Bounds on following function values that are given to function values, for each
// call: how deep, and how many. Walkers that hand themselves on, as those of syntax
// trees do, would grow with the power of the depth.
const (
	maxInline  = 4
	maxInlined = 64
)

// instantiate translates the summary of t at a call.
func (b *builder) instantiate(t target, bd binding, at ssa.Instruction, depth int) instance {
	var in instance
	s := t.sum
	if s == nil {
		return in
	}
	foreign := t.fn == nil
	in.exits = s.Exits
	in.threads = slices.Grow(in.threads, len(s.Threads))
	tr := func(p place.Place) place.Place { q, _ := bd.place(p); return q }
	optional, gate := b.startedIf(at, len(s.Threads) > 0)
	for _, th := range s.Threads {
		if th.gate = tr(th.gate); !th.gate.Known() {
			th.gate = gate
		}
		th.Maybe = th.Maybe || optional
		th.contract = false // its accesses have met in the callee
		th.Pos = b.callPos(th.Pos, at, foreign)
		in.threads = append(in.threads, th)
	}
	marks, accesses := &b.eng.mapped, b.eng.gathered[:0] // the loop does not come back here
	marks.Reset(func(ms state.Marks) state.Marks { return ms.Map(tr) })
	for a := range s.all() {
		if b.leaves(&a, foreign, bd) {
			continue
		}
		if a.Within != known.Shallow {
			accesses = b.lookedInto(accesses, a, bd, marks.Of(a.Marks), at)
			continue
		}
		p, byVal := bd.place(a.Place)
		if a.Word != NoWord && (!p.Known() || bd.copied(a.Place)) {
			continue
		}
		if !p.Known() {
			b.lose(t.fn, a)
			continue
		}
		if a.ByVal >= 0 {
			byVal = max(byVal, p.Len()-a.Place.Len()+int(a.ByVal))
		}
		arg := bd.value(a.Place)
		if arg != nil && a.Field == "" && p.Variable() {
			if a.ByVal < 0 && a.Thread == 0 && a.Marks.NumLocks() == 0 && b.readFor(arg, at) {
				byVal = -1
			}
			a = b.given(a, p, arg, at) // the callee is given the map: it is used here
		} else {
			a.Site = b.siteAt(&a, p, at, foreign)
		}
		a.Place, a.ByVal, a.Marks = p, int16(byVal), marks.Of(a.Marks)
		a.Looped = a.OnDemand && (a.Looped || b.flows.inLoop(at.Block()))
		accesses = append(accesses, a)
		accesses = append(accesses, b.givenGlobals(a, arg, at)...)
	}
	in.accesses, b.eng.gathered = slices.Clone(accesses), accesses
	in.acquires, in.releases = s.Acquires.Map(bd.lock), s.Releases.Map(bd.lock)
	in.joins, in.signals = mapPlaces(s.Joins, tr), mapPlaces(s.Signals, tr)
	in.adds, in.stores = mapPlaces(s.Adds, tr), mapPlaces(s.Stores, tr)
	in.fills = mapPlaces(s.Fills, tr)
	in.sends, in.late = mapPlaces(s.Sends, tr), mapPlaces(s.LateSends, tr)
	for _, r := range s.Relays {
		if r.From, r.To = tr(r.From), tr(r.To); r.From.Known() && r.To.Known() {
			in.relays = append(in.relays, r)
		}
	}
	for _, f := range s.Fields {
		if f.From, f.To = tr(f.From), tr(f.To); f.From.Known() && f.To.Known() {
			in.fields = append(in.fields, f)
		}
	}
	for _, i := range s.Parallel {
		if i < len(bd.args) {
			in.parallel = append(in.parallel, bd.args[i])
		}
	}
	if depth == 0 {
		b.followed = 0
	}
	if depth < maxInline {
		for _, c := range s.Calls {
			b.inline(&in, c, bd, at, depth)
		}
	}
	return in
}

// startedIf reports whether a call that starts goroutines is optional, and through which
// variable it is made once only: what holds of a go statement holds of a call of a
// function that executes one.
func (b *builder) startedIf(at ssa.Instruction, starts bool) (optional bool, gate place.Place) {
	if !starts {
		return false, place.Place{}
	}
	return b.flows.optional(at.Block()), b.gate(at)
}

// lose notes an access of fn that its caller, the builder's function, does not have
// as its own.
func (b *builder) lose(fn *ssa.Function, a Access) {
	if fn == nil || a.Thread > 0 || b.test {
		return
	}
	lost := b.eng.lost
	if lost[fn] == nil {
		lost[fn] = map[accessID]bool{}
	}
	lost[fn][idOf(&a)] = true
}

// given returns an access to a map that is an argument of a call as one made
// by the call, of the variable that the argument is read from.
func (b *builder) given(a Access, p place.Place, v ssa.Value, at ssa.Instruction) Access {
	inner := a.Inner()
	a.Site = b.siteOf(at, b.eng.exprOf(v), p)
	a.Site.inner = inner
	b.noteCopy(&a, v, p)
	return a
}

// readFor reports whether the variable of an argument is read for the call alone, so that
// nothing happens between the two: the call is one more access to the variable.
func (b *builder) readFor(arg ssa.Value, at ssa.Instruction) bool {
	load := b.loadOf(arg)
	if _, call := at.(*ssa.Call); !call || load == nil || load.Block() != at.Block() {
		return false
	}
	instrs := at.Block().Instrs
	from, to := slices.Index(instrs, load), slices.Index(instrs, at)
	return from < to && !slices.ContainsFunc(instrs[from:to], func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case ssa.CallInstruction, *ssa.Send, *ssa.Select:
			return true
		case *ssa.UnOp:
			return i.Op == token.ARROW
		}
		return false
	})
}

// siteAt returns the site of a callee's access to the map that is at p here: of
// another package the call that leads there. What the source says of a call it says of
// what the callee does.
func (b *builder) siteAt(a *Access, p place.Place, at ssa.Instruction, foreign bool) *Site {
	names := a.Field == "" && a.Place.Path == "" && p.Owner != ""
	said := b.remarksOn(instrPos(at))
	if !foreign && !names && a.Says.Has(said) {
		return a.Site
	}
	site := *a.Site
	site.Says |= said
	if foreign {
		site.Pos = b.callPos(site.Pos, at, true)
		site.order = b.eng.rank(site.Pos.At())
	}
	if names {
		site.Field = p.Owner
	}
	return &site
}

// dispatch returns what a call may do that has few possible targets: all
// accesses, but of locks and waits only what every target does.
func (b *builder) dispatch(call *ssa.CallCommon, at ssa.Instruction) (instance, bool) {
	ts := b.candidates(call)
	var out instance
	for i, t := range ts {
		bd := b.bind(t, at)
		in := b.instantiate(t, bd, at, 0)
		if t.fn != nil {
			b.sites = append(b.sites, callSite{callee: t.fn, caller: b.fn, bd: bd, instr: at})
		}
		acquires, joins := in.acquires, in.joins
		if i > 0 {
			acquires = state.Meet(out.acquires, in.acquires)
			joins = slices.DeleteFunc(slices.Clone(out.joins), func(p place.Place) bool { return !slices.Contains(in.joins, p) })
		}
		out.merge(in, 0, nil)
		out.acquires, out.joins = acquires, joins
	}
	return out, len(ts) > 0
}

// candidates lists the targets of a call of an interface method, given the
// types that implement it, or of an element of a table of functions.
func (b *builder) candidates(call *ssa.CallCommon) []target {
	var out []target
	if !call.IsInvoke() {
		for _, f := range b.tabled(call.Value) {
			t := b.funcTarget(f)
			t.args = call.Args
			out = append(out, t)
		}
		return out
	}
	fns := b.eng.implementations(call)
	if len(fns) < 2 || known.Func(call.Method).Kind != known.None {
		return nil
	}
	args := append([]ssa.Value{call.Value}, call.Args...)
	for _, fn := range fns {
		out = append(out, b.eng.resolveTarget(target{fn: fn, args: args}))
	}
	return out
}

// inline adds to in what a function value does that the callee calls: that of
// a literal known here, or a call that the caller's caller must resolve.
func (b *builder) inline(in *instance, c Call, bd binding, at ssa.Instruction, depth int) {
	tr := func(p place.Place) place.Place { q, _ := bd.place(p); return q }
	marks := c.Marks.Map(tr)
	args := mapAll(c.Args, tr)
	fn := tr(c.Func)
	var t target
	if v := bd.function(c.Func); v != nil {
		fn, t = b.place(v), b.funcTarget(v)
	}
	if t.sum == nil {
		if b.calledByOthers(fn) {
			in.calls = append(in.calls, Call{Func: fn, Args: args, Marks: marks, Thread: c.Thread, Joined: c.Joined})
		}
		return
	}
	if b.followed++; b.followed > maxInlined {
		b.eng.cut(b.fn, "calls of function values")
		return
	}
	sub := b.instantiate(t, binding{b: b, at: at, binds: t.binds, argPlaces: args}, at, depth+1)
	for i := range sub.accesses {
		a := &sub.accesses[i]
		a.given, a.OnDemand = true, false // mostly called for each of many
		a.joined = a.joined || c.Joined && a.Thread == 0
	}
	for i := range sub.calls {
		sub.calls[i].Joined = sub.calls[i].Joined || c.Joined && sub.calls[i].Thread == 0
	}
	in.merge(sub, c.Thread, marks)
}

// calledByOthers reports whether the caller may know the function at p: a parameter or
// captured variable, or a field of one.
func (b *builder) calledByOthers(p place.Place) bool {
	return (p.Kind == place.Param || p.Kind == place.FreeVar) && (p.Path == "" || p.Len() <= 1 && p.OnlyFields())
}

// merge adds what sub does on thread to in, under marks.
func (in *instance) merge(sub instance, thread int16, marks state.Marks) {
	first := int16(len(in.threads))
	in.threads = append(in.threads, sub.threads...)
	shift := func(t int16) int16 {
		if t == 0 {
			return thread
		}
		return first + t
	}
	in.accesses = slices.Grow(in.accesses, len(sub.accesses))
	for _, a := range sub.accesses {
		if a.Thread == 0 {
			a.Marks = a.Marks.Union(marks)
		}
		a.Thread = shift(a.Thread)
		in.accesses = append(in.accesses, a)
	}
	for _, c := range sub.calls {
		if c.Thread == 0 {
			c.Marks = c.Marks.Union(marks)
		}
		c.Thread = shift(c.Thread)
		in.calls = append(in.calls, c)
	}
	if thread == 0 {
		in.acquires = in.acquires.Union(sub.acquires)
		in.joins = append(in.joins, sub.joins...)
		in.stores = append(in.stores, sub.stores...)
		in.fills = append(in.fills, sub.fills...)
		in.adds = append(in.adds, sub.adds...)
		in.signals = append(in.signals, sub.signals...)
		in.sends = append(in.sends, sub.sends...)
	} else {
		in.lateAdds = append(in.lateAdds, sub.adds...)
		in.late = append(in.late, sub.sends...)
		in.takes = append(in.takes, sub.joins...)
	}
	in.late = append(in.late, sub.late...)
	in.lateAdds = append(in.lateAdds, sub.lateAdds...)
	in.relays = append(in.relays, sub.relays...)
	in.fields = append(in.fields, sub.fields...)
}

// spawned turns what a call does into what a new goroutine does: everything
// of the caller's thread moves to a thread of its own.
func (in instance) spawned(th Thread) instance {
	out := instance{
		threads:        []Thread{th},
		instanceSpawns: instanceSpawns{late: append(in.late, in.sends...), lateAdds: in.adds, takes: in.joins},
	}
	sub := in
	sub.acquires, sub.joins, sub.signals, sub.stores, sub.adds = nil, nil, nil, nil, nil
	sub.sends, sub.late = nil, nil
	for i := range sub.threads {
		if s := &sub.threads[i]; !s.Many && !s.gate.Known() {
			s.gate = th.gate // one goroutine starts it
		}
	}
	out.merge(sub, 1, nil)
	return out
}

func mapPlaces(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	var out []place.Place
	for i, p := range ps {
		if q := tr(p); q.Known() {
			if out == nil {
				out = make([]place.Place, 0, len(ps)-i)
			}
			out = append(out, q)
		}
	}
	return out
}

func mapAll(ps []place.Place, tr func(place.Place) place.Place) []place.Place {
	out := make([]place.Place, len(ps))
	for i, p := range ps {
		out[i] = tr(p)
	}
	return out
}

// callPos moves a position of another package to the call that leads there.
func (b *builder) callPos(p Pos, at ssa.Instruction, foreign bool) Pos {
	if foreign {
		p.p = instrPos(at)
	}
	return p
}
