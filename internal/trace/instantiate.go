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

// Bounds on following function values that are passed to function values, for each call:
// how deep, and how many. In functions that pass themselves on, as the walkers of syntax
// trees do, the number would grow exponentially with the depth.
const (
	maxInlineDepth = 4
	maxInlined     = 64
)

// calleeCall is a call of a function that has a summary.
type calleeCall struct {
	t       *Trace // of the caller
	callee  heap.Target
	binding heap.Binding
	at      ssa.Instruction
	depth   int // function values that were followed from the caller's own call
}

// instantiate translates the summary of a callee to the terms of the caller.
func (t *Trace) instantiate(callee heap.Target, bd heap.Binding, at ssa.Instruction) instance {
	t.inlined = 0
	c := calleeCall{t: t, callee: callee, binding: bd, at: at}
	return c.instantiate()
}

func (c *calleeCall) instantiate() instance {
	s := c.callee.Sum
	if s == nil {
		return instance{}
	}
	in := instance{exits: s.NeverReturns, threads: c.threads(), accesses: c.accesses()}
	in.acquires, in.releases = s.Acquires.Map(c.binding.Lock), s.Releases.Map(c.binding.Lock)
	in.joins, in.signals = effect.MapKnown(s.Joins, c.place), effect.MapKnown(s.Signals, c.place)
	in.adds, in.stores = effect.MapKnown(s.Adds, c.place), effect.MapKnown(s.Stores, c.place)
	in.fills = effect.MapKnown(s.Fills, c.place)
	in.sends, in.lateSends = effect.MapKnown(s.Sends, c.place), effect.MapKnown(s.GoroutineSends, c.place)
	for _, r := range s.TransitiveSignals {
		if r.From, r.To = c.place(r.From), c.place(r.To); r.From.Known() && r.To.Known() {
			in.transitiveSignals = append(in.transitiveSignals, r)
		}
	}
	for _, f := range s.ResultFields {
		if f.From, f.To = c.place(f.From), c.place(f.To); f.From.Known() && f.To.Known() {
			in.fields = append(in.fields, f)
		}
	}
	for _, i := range s.ParallelTests {
		if i < len(c.binding.Args) {
			in.parallel = append(in.parallel, c.binding.Args[i])
		}
	}
	if c.depth < maxInlineDepth {
		for _, call := range s.Calls {
			c.inline(&in, call)
		}
	}
	return in
}

// place translates a place of the callee.
func (c *calleeCall) place(p place.Place) place.Place {
	q, _ := c.binding.Place(p)
	return q
}

// isForeign reports whether the callee belongs to another package.
func (c *calleeCall) isForeign() bool { return c.callee.Fn == nil }

// threads returns the goroutines that the callee starts. Whether the call is optional, and
// whether a variable lets it happen only once, counts for them as for a go statement.
func (c *calleeCall) threads() []effect.Thread {
	all := c.callee.Sum.Threads
	out := slices.Grow([]effect.Thread(nil), len(all))
	if len(all) == 0 {
		return out
	}
	optional, guard := c.t.Paths.Optional(c.at.Block()), escape.StartGuard(c.t.Heap, c.at)
	for _, th := range all {
		if th.StartGuard = c.place(th.StartGuard); !th.StartGuard.Known() {
			th.StartGuard = guard
		}
		th.Optional = th.Optional || optional
		th.ByContract = false // its accesses were paired in the callee
		th.Pos = c.callee.PosAt(th.Pos, c.at)
		out = append(out, th)
	}
	return out
}

// accesses returns the accesses of the callee and of its goroutines.
func (c *calleeCall) accesses() []effect.Access {
	ts := c.t.Pkg
	out := ts.AccessBuffer[:0] // nothing that the loop calls uses the buffer
	ts.syncMemo.Reset(func(facts state.SyncSet) state.SyncSet { return facts.Map(c.place) })
	for a := range c.callee.Sum.All() {
		out = c.appendAccess(out, a)
	}
	ts.AccessBuffer = out
	return slices.Clone(out)
}

// appendAccess appends what an access of the callee is for the caller.
func (c *calleeCall) appendAccess(out []effect.Access, a effect.Access) []effect.Access {
	var may bool
	if a.Need, may = escape.Meets(c.binding, a.Need); !may || irrelevant(c, &a) {
		return out
	}
	sync := &c.t.Pkg.syncMemo
	if a.Depth != known.Shallow {
		return c.appendLookups(out, a, sync.Of(a.Sync))
	}
	p, byVal := c.binding.Place(a.Place)
	switch isScalar := a.Scalar != effect.NotScalar; {
	case isScalar && (!p.Known() || inCapturedCopy(c.binding, a.Place)):
		return out
	case !p.Known():
		c.noteUnresolved(a)
		return out
	}
	if a.LoadedSteps >= 0 {
		byVal = max(byVal, p.Len()-a.Place.Len()+int(a.LoadedSteps))
	}
	arg := c.binding.Value(a.Place)
	claimed := a.Op.Writes() && c.t.isQuery && escape.ClaimsArgument(c.t.Pkg.Of[c.callee.Fn], a.Place, p, c.at)
	if mapIsArgument := arg != nil && a.Field == "" && p.Variable(); mapIsArgument {
		if unlocked := a.LoadedSteps < 0 && a.Thread == 0 && a.Sync.NumLocks() == 0; unlocked && c.readsForCall(arg) {
			byVal = -1
		}
		a = c.t.accessAtCall(a, p, arg, c.at)
	} else {
		a.Site = c.siteOf(&a, p)
	}
	a.Place, a.LoadedSteps, a.Sync, a.TreatedAsOwn = p, int16(byVal), sync.Of(a.Sync), a.TreatedAsOwn || claimed
	a.OnDemandInLoop = a.OnDemand && (a.OnDemandInLoop || c.t.Paths.InLoop(c.at.Block()))
	return append(append(out, a), calleeGlobals(c.t, a, arg, c.at)...)
}

// noteUnresolved notes an access of a callee whose map the caller cannot name.
func (c *calleeCall) noteUnresolved(a effect.Access) {
	fn, unresolved := c.callee.Fn, c.t.Pkg.Unresolved
	if fn == nil || a.Thread > 0 || c.t.inTest {
		return
	}
	if unresolved[fn] == nil {
		unresolved[fn] = map[effect.AccessID]bool{}
	}
	unresolved[fn][a.ID()] = true
}

// accessAtCall returns an access to a map that is the argument v of a call, as an access
// by the call itself to the variable that the argument was read from.
func (t *Trace) accessAtCall(a effect.Access, p place.Place, v ssa.Value, at ssa.Instruction) effect.Access {
	inner := a.Inner()
	a.Site = t.SiteOf(at, ssaq.ExprOf(v), p)
	a.Site.InnerPos = inner
	t.noteCopy(&a, v, p)
	return a
}

// readsForCall reports whether the caller reads the variable of an argument just before
// the call, so that nothing happens in between. Then the call is one more access to the
// variable.
func (c *calleeCall) readsForCall(arg ssa.Value) bool {
	load := c.t.LoadOf(arg)
	if _, call := c.at.(*ssa.Call); !call || load == nil || load.Block() != c.at.Block() {
		return false
	}
	instrs := c.at.Block().Instrs
	from, to := slices.Index(instrs, load), slices.Index(instrs, c.at)
	return from < to && !slices.ContainsFunc(instrs[from:to], mayTakeTime)
}

// mayTakeTime reports whether an instruction calls a function or waits for a channel.
func mayTakeTime(i ssa.Instruction) bool {
	switch i := i.(type) {
	case ssa.CallInstruction, *ssa.Send, *ssa.Select:
		return true
	case *ssa.UnOp:
		return i.Op == token.ARROW
	}
	return false
}

// siteOf returns the site of a callee's access to the map that the caller has at p. If the
// callee belongs to another package, the site is the call. Remarks on the call hold for
// what the callee does.
func (c *calleeCall) siteOf(a *effect.Access, p place.Place) *effect.Site {
	callerNames := a.Field == "" && a.Place.Path == "" && p.Owner != ""
	said := c.t.RemarksOn(ssaq.InstrPos(c.at))
	if !c.isForeign() && !callerNames && a.Says.Has(said) {
		return a.Site
	}
	site := *a.Site
	site.Says |= said
	if c.isForeign() {
		site.Pos.P = ssaq.InstrPos(c.at)
		site.Order = c.t.Pkg.Rank(site.Pos.At())
	}
	if callerNames {
		site.Field = p.Owner
	}
	return &site
}

// inline adds to in what a function value does that the callee calls. If the caller does
// not know the function either, the call is left to the caller's own callers.
func (c *calleeCall) inline(in *instance, call effect.Call) {
	t := c.t
	sync, args := call.Sync.Map(c.place), effect.MapAll(call.Args, c.place)
	fn := c.place(call.Func)
	var target heap.Target
	if v := c.binding.Function(call.Func); v != nil {
		fn, target = t.Place(v), t.FuncTarget(v)
	}
	if target.Sum == nil {
		if isCallers(fn) {
			in.calls = append(in.calls, effect.Call{Func: fn, Args: args, Sync: sync, Thread: call.Thread, Joined: call.Joined})
		}
		return
	}
	if t.inlined++; t.inlined > maxInlined {
		t.Pkg.LimitReached(t.Fn, "calls of function values")
		return
	}
	bd := heap.Binding{Caller: t.Heap, At: c.at, Binds: target.Binds, ArgPlaces: args}
	inner := calleeCall{t: t, callee: target, binding: bd, at: c.at, depth: c.depth + 1}
	sub := inner.instantiate()
	for i := range sub.accesses {
		a := &sub.accesses[i]
		a.InCallback, a.OnDemand = true, false // usually called for each of many
		a.Joined = a.Joined || call.Joined && a.Thread == 0
	}
	for i := range sub.calls {
		sub.calls[i].Joined = sub.calls[i].Joined || call.Joined && sub.calls[i].Thread == 0
	}
	in.merge(sub, call.Thread, sync)
}

// isCallers reports whether the caller may know the function at p: a parameter, a captured
// variable, or a field of one.
func isCallers(p place.Place) bool {
	return IsKnownToCaller(p) && (p.Path == "" || p.Len() <= 1 && p.OnlyFields())
}

// IsKnownToCaller reports whether p is a parameter or captured variable, or a part of one.
func IsKnownToCaller(p place.Place) bool { return p.Kind == place.Param || p.Kind == place.FreeVar }
