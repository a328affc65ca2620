package trace

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/escape"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Bounds on following function values that are given to function values, for each
// call: how deep, and how many. Walkers that hand themselves on, as those of syntax
// trees do, would grow with the power of the depth.
const (
	maxInline  = 4
	maxInlined = 64
)

// instantiate translates the summary of t at a call.
func (b *Trace) instantiate(t heap.Target, bd heap.Binding, at ssa.Instruction, depth int) instance {
	var in instance
	s := t.Sum
	if s == nil {
		return in
	}
	foreign := t.Fn == nil
	in.exits = s.NeverReturns
	in.threads = slices.Grow(in.threads, len(s.Threads))
	tr := func(p place.Place) place.Place { q, _ := bd.Place(p); return q }
	optional, gate := b.startedIf(at, len(s.Threads) > 0)
	for _, th := range s.Threads {
		if th.StartGuard = tr(th.StartGuard); !th.StartGuard.Known() {
			th.StartGuard = gate
		}
		th.Optional = th.Optional || optional
		th.ByContract = false // its accesses have met in the callee
		th.Pos = heap.CallPos(b.Heap, th.Pos, at, foreign)
		in.threads = append(in.threads, th)
	}
	marks, accesses := &b.Pkg.mapped, b.Pkg.Gathered[:0] // the loop does not come back here
	marks.Reset(func(ms state.SyncSet) state.SyncSet { return ms.Map(tr) })
	for a := range s.All() {
		if leaves(b, &a, foreign, bd) {
			continue
		}
		if a.Depth != known.Shallow {
			accesses = lookedInto(b, accesses, a, bd, marks.Of(a.Sync), at)
			continue
		}
		p, byVal := bd.Place(a.Place)
		if a.Scalar != effect.NotScalar && (!p.Known() || copied(bd, a.Place)) {
			continue
		}
		if !p.Known() {
			b.lose(t.Fn, a)
			continue
		}
		if a.LoadedSteps >= 0 {
			byVal = max(byVal, p.Len()-a.Place.Len()+int(a.LoadedSteps))
		}
		arg := bd.Value(a.Place)
		if arg != nil && a.Field == "" && p.Variable() {
			if a.LoadedSteps < 0 && a.Thread == 0 && a.Sync.NumLocks() == 0 && b.readFor(arg, at) {
				byVal = -1
			}
			a = b.given(a, p, arg, at) // the callee is given the map: it is used here
		} else {
			a.Site = b.siteAt(&a, p, at, foreign)
		}
		a.Place, a.LoadedSteps, a.Sync = p, int16(byVal), marks.Of(a.Sync)
		a.OnDemandInLoop = a.OnDemand && (a.OnDemandInLoop || b.Flows.InLoop(at.Block()))
		accesses = append(accesses, a)
		accesses = append(accesses, givenGlobals(b, a, arg, at)...)
	}
	in.accesses, b.Pkg.Gathered = slices.Clone(accesses), accesses
	in.acquires, in.releases = s.Acquires.Map(bd.Lock), s.Releases.Map(bd.Lock)
	in.joins, in.signals = effect.MapKnown(s.Joins, tr), effect.MapKnown(s.Signals, tr)
	in.adds, in.stores = effect.MapKnown(s.Adds, tr), effect.MapKnown(s.Stores, tr)
	in.fills = effect.MapKnown(s.Fills, tr)
	in.sends, in.late = effect.MapKnown(s.Sends, tr), effect.MapKnown(s.GoroutineSends, tr)
	for _, r := range s.TransitiveSignals {
		if r.From, r.To = tr(r.From), tr(r.To); r.From.Known() && r.To.Known() {
			in.transitiveSignals = append(in.transitiveSignals, r)
		}
	}
	for _, f := range s.ResultFields {
		if f.From, f.To = tr(f.From), tr(f.To); f.From.Known() && f.To.Known() {
			in.fields = append(in.fields, f)
		}
	}
	for _, i := range s.ParallelTests {
		if i < len(bd.Args) {
			in.parallel = append(in.parallel, bd.Args[i])
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
func (b *Trace) startedIf(at ssa.Instruction, starts bool) (optional bool, gate place.Place) {
	if !starts {
		return false, place.Place{}
	}
	return b.Flows.Optional(at.Block()), escape.StartGuard(b.Heap, at)
}

// lose notes an access of fn that its caller, the builder's function, does not have
// as its own.
func (b *Trace) lose(fn *ssa.Function, a effect.Access) {
	if fn == nil || a.Thread > 0 || b.test {
		return
	}
	lost := b.Pkg.Lost
	if lost[fn] == nil {
		lost[fn] = map[effect.AccessID]bool{}
	}
	lost[fn][effect.IdOf(&a)] = true
}

// given returns an access to a map that is an argument of a call as one made
// by the call, of the variable that the argument is read from.
func (b *Trace) given(a effect.Access, p place.Place, v ssa.Value, at ssa.Instruction) effect.Access {
	inner := a.Inner()
	a.Site = b.SiteOf(at, b.Pkg.ExprOf(v), p)
	a.Site.InnerPos = inner
	b.noteCopy(&a, v, p)
	return a
}

// readFor reports whether the variable of an argument is read for the call alone, so that
// nothing happens between the two: the call is one more access to the variable.
func (b *Trace) readFor(arg ssa.Value, at ssa.Instruction) bool {
	load := b.LoadOf(arg)
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
func (b *Trace) siteAt(a *effect.Access, p place.Place, at ssa.Instruction, foreign bool) *effect.Site {
	names := a.Field == "" && a.Place.Path == "" && p.Owner != ""
	said := b.RemarksOn(ssaq.InstrPos(at))
	if !foreign && !names && a.Says.Has(said) {
		return a.Site
	}
	site := *a.Site
	site.Says |= said
	if foreign {
		site.Pos = heap.CallPos(b.Heap, site.Pos, at, true)
		site.Rank = b.Pkg.Rank(site.Pos.At())
	}
	if names {
		site.Field = p.Owner
	}
	return &site
}

// dispatch returns what a call may do that has few possible targets: all
// accesses, but of locks and waits only what every target does.
func (b *Trace) dispatch(call *ssa.CallCommon, at ssa.Instruction) (instance, bool) {
	ts := b.Candidates(call)
	var out instance
	for i, t := range ts {
		bd := b.Bind(t, at)
		in := b.instantiate(t, bd, at, 0)
		if t.Fn != nil {
			b.Sites = append(b.Sites, CallSite{Callee: t.Fn, Caller: b.Fn, Bd: bd, Instr: at})
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

// inline adds to in what a function value does that the callee calls: that of
// a literal known here, or a call that the caller's caller must resolve.
func (b *Trace) inline(in *instance, c effect.Call, bd heap.Binding, at ssa.Instruction, depth int) {
	tr := func(p place.Place) place.Place { q, _ := bd.Place(p); return q }
	marks := c.Sync.Map(tr)
	args := effect.MapAll(c.Args, tr)
	fn := tr(c.Func)
	var t heap.Target
	if v := bd.Function(c.Func); v != nil {
		fn, t = b.Place(v), b.FuncTarget(v)
	}
	if t.Sum == nil {
		if b.calledByOthers(fn) {
			in.calls = append(in.calls, effect.Call{Func: fn, Args: args, Sync: marks, Thread: c.Thread, Joined: c.Joined})
		}
		return
	}
	if b.followed++; b.followed > maxInlined {
		b.Pkg.LimitReached(b.Fn, "calls of function values")
		return
	}
	sub := b.instantiate(t, heap.Binding{Heap: b.Heap, At: at, Binds: t.Binds, ArgPlaces: args}, at, depth+1)
	for i := range sub.accesses {
		a := &sub.accesses[i]
		a.InCallback, a.OnDemand = true, false // mostly called for each of many
		a.Joined = a.Joined || c.Joined && a.Thread == 0
	}
	for i := range sub.calls {
		sub.calls[i].Joined = sub.calls[i].Joined || c.Joined && sub.calls[i].Thread == 0
	}
	in.merge(sub, c.Thread, marks)
}

// calledByOthers reports whether the caller may know the function at p: a parameter or
// captured variable, or a field of one.
func (b *Trace) calledByOthers(p place.Place) bool {
	return (p.Kind == place.Param || p.Kind == place.FreeVar) && (p.Path == "" || p.Len() <= 1 && p.OnlyFields())
}
