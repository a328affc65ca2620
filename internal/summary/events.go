package summary

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/known"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// call returns the events of a call that returns before the caller goes on.
func (b *builder) call(call *ssa.CallCommon, at ssa.Instruction) []*event {
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		return b.builtin(bi.Name(), call.Args, at)
	}
	t := b.target(call)
	if run := b.consumed(call, at); len(run) > 0 {
		return append(run, b.callEvents(t, call, at)...)
	}
	return b.callEvents(t, call, at)
}

// callEvents returns the events of what a call is known to run.
func (b *builder) callEvents(t target, call *ssa.CallCommon, at ssa.Instruction) []*event {
	if e := knownEffect(t); e.Kind != known.None {
		return b.knownCall(e, t, at)
	}
	if t.sum == nil {
		if in, ok := b.dispatch(call, at); ok {
			return b.instanceEvents(in)
		}
		return b.unknownCall(call, t, at)
	}
	bd := b.bind(t, at)
	in := b.instantiate(t, bd, at, 0)
	if t.fn != nil {
		b.sites = append(b.sites, callSite{callee: t.fn, caller: b.fn, bd: bd, instr: at})
	}
	return slices.Concat(b.instanceEvents(in), b.lent(t, bd))
}

// lent returns the events of locks that the callee gives up for a while. Whoever calls a
// literal that does so holds them; of other functions that is left to their callers.
func (b *builder) lent(t target, bd binding) []*event {
	var out []*event
	for _, m := range t.sum.lends.Map(func(p place.Place) place.Place { q, _ := bd.place(p); return q }) {
		if m.Place.Known() {
			out = append(out, &event{kind: evLend, mark: m, eventFlags: eventFlags{maybe: t.fn == nil || t.fn.Parent() == nil}})
		}
	}
	return out
}

// instanceEvents returns the events of an instance on the caller's thread:
// accesses under the locks of the caller, before what the callee takes and
// after what it gives up.
func (b *builder) instanceEvents(in instance) []*event {
	own, others := byThread(in.accesses, &b.eng.others)
	var calls, later []Call
	for _, c := range in.calls {
		if c.Thread == 0 {
			calls = append(calls, c)
		} else {
			later = append(later, c)
		}
	}
	var out []*event
	for _, p := range in.stores {
		out = append(out, &event{kind: evStore, place: p, eventFlags: eventFlags{fills: slices.Contains(in.fills, p)}})
	}
	if len(own)+len(calls) > 0 {
		ev := &event{kind: evAccess, accesses: own}
		if len(calls) > 0 {
			ev.parts = &parts{calls: calls}
		}
		out = append(out, ev)
	}
	for _, m := range in.releases {
		out = append(out, &event{kind: evUnlock, mark: m})
	}
	for _, m := range in.acquires {
		out = append(out, &event{kind: evLock, mark: m, eventFlags: eventFlags{maybe: !m.Must}})
	}
	for _, p := range in.signals {
		out = append(out, &event{kind: evSignal, place: p, eventFlags: eventFlags{toggle: slices.Contains(in.sends, p)}})
	}
	for _, p := range in.joins {
		out = append(out, &event{kind: evJoin, place: p, eventFlags: eventFlags{toggle: true}})
	}
	if len(in.relays)+len(in.fields) > 0 {
		out = append(out, &event{kind: evNone, parts: &parts{relays: in.relays, fields: in.fields}})
	}
	if len(in.adds) > 0 {
		out = append(out, &event{kind: evAdd, parts: &parts{adds: in.adds}})
	}
	if len(in.threads) > 0 {
		ps := &parts{threads: in.threads, calls: later, adds: in.lateAdds, sends: in.late, takes: in.takes}
		out = append(out, &event{kind: evSpawn, accesses: others, parts: ps})
	}
	for _, v := range in.parallel {
		out = append(out, &event{kind: evParallel, place: b.place(v)})
	}
	if in.exits {
		out = append(out, &event{kind: evExit})
	}
	return out
}

// byThread parts accesses into those of the caller's thread and those of others,
// in place; the latter pass through a buffer.
func byThread(as []Access, buf *[]Access) (own, others []Access) {
	own, others = as[:0], (*buf)[:0]
	for _, a := range as {
		if a.Thread == 0 {
			own = append(own, a)
		} else {
			others = append(others, a)
		}
	}
	*buf = others
	n := len(own)
	copy(as[n:], others)
	return as[:n:n], slices.Clip(as[n:])
}

// knownCall returns the events of a function that the tables describe.
func (b *builder) knownCall(e known.Effect, t target, at ssa.Instruction) []*event {
	if len(t.args) == 0 && e.Kind != known.Exit {
		return nil
	}
	switch e.Kind {
	case known.Lock, known.TryLock, known.Unlock:
		if e.Mode == state.Semaphore && !b.eng.exclusive {
			return nil
		}
		m := &state.Mark{Place: b.lockPlace(t.args[0]), Mode: e.Mode, Must: e.Kind == known.Lock}
		if e.Kind == known.Unlock {
			return []*event{{kind: evUnlock, mark: m}}
		}
		return []*event{{kind: evLock, mark: m, eventFlags: eventFlags{maybe: e.Kind == known.TryLock}}}
	case known.Wait:
		return []*event{{kind: evJoin, place: b.place(t.args[0]), eventFlags: eventFlags{waits: true}}}
	case known.Done:
		return []*event{{kind: evSignal, place: b.place(t.args[0])}}
	case known.Add:
		if c, ok := t.args[1].(*ssa.Const); ok && c.Value != nil && c.Int64() < 0 {
			return []*event{{kind: evSignal, place: b.place(t.args[0])}}
		}
		return []*event{{kind: evAdd, parts: &parts{adds: []place.Place{b.place(t.args[0])}}}}
	case known.Parallel:
		return []*event{{kind: evParallel, place: b.place(t.args[0])}}
	case known.Once:
		return b.once(t, at)
	case known.Spawn:
		return b.spawnKnown(e, t, at)
	case known.Subtest:
		return b.subtest(e, t, at)
	case known.MapOps:
		return b.mapOps(e, t.args, at)
	case known.Exit:
		return []*event{{kind: evExit}}
	case known.Atomic:
		return b.atomicWord(e.Ops[0].Op, t.args[0], at)
	}
	return nil
}

// funcArg instantiates a function value that is given to a known function.
func (b *builder) funcArg(v ssa.Value, at ssa.Instruction, args ...place.Place) instance {
	t := b.funcTarget(v)
	if t.sum != nil {
		return b.instantiate(t, binding{b: b, at: at, binds: t.binds, argPlaces: args}, at, 0)
	}
	if p := b.place(v); b.calledByOthers(p) {
		return instance{calls: []Call{{Func: p, Args: args}}}
	}
	return instance{}
}

// once returns the events of Once.Do: the function runs once, before every
// call of Do on that Once returns.
func (b *builder) once(t target, at ssa.Instruction) []*event {
	p := b.place(t.args[0])
	in := b.funcArg(t.args[1], at)
	inside := state.Of(&state.Mark{Place: p, Mode: state.Inside, Must: true})
	for i := range in.accesses {
		in.accesses[i].Marks = in.accesses[i].Marks.Union(inside)
	}
	return append(b.instanceEvents(in), &event{kind: evJoin, place: p})
}

// spawn returns the event of a go statement.
func (b *builder) spawn(call *ssa.CallCommon, at ssa.Instruction, th Thread) []*event {
	th.Pos = Pos{p: instrPos(at)}
	in := instance{}
	if bi, ok := call.Value.(*ssa.Builtin); ok {
		in = gather(b.builtin(bi.Name(), call.Args, at))
	} else if t := b.target(call); knownEffect(t).Kind != known.None {
		in = gather(b.knownCall(knownEffect(t), t, at))
	} else if t.sum != nil {
		in = b.instantiate(t, b.bind(t, at), at, 0)
		if t.fn != nil {
			b.sites = append(b.sites, callSite{callee: t.fn, caller: b.fn})
		}
	} else if sub, ok := b.dispatch(call, at); ok {
		in = sub
	} else if p := b.place(call.Value); b.calledByOthers(p) && !call.IsInvoke() {
		in.calls = []Call{{Func: p, Args: b.argPlaces(call.Args, at)}}
	}
	return b.instanceEvents(in.spawned(th))
}

func (b *builder) argPlaces(args []ssa.Value, at ssa.Instruction) []place.Place {
	out := make([]place.Place, len(args))
	for i, a := range args {
		out[i] = b.current(a, at)
	}
	return out
}

// gather makes an instance of events, for a call that runs on another
// goroutine.
func gather(evs []*event) instance {
	var in instance
	for _, ev := range evs {
		switch ev.kind {
		case evAccess, evSpawn:
			sub := instance{accesses: ev.accesses}
			if ev.parts != nil {
				sub.threads, sub.calls = ev.threads, ev.calls
			}
			in.merge(sub, 0, nil)
		case evSignal:
			in.signals = append(in.signals, ev.place)
			if ev.toggle || ev.closing {
				in.sends = append(in.sends, ev.place)
			}
		}
	}
	return in
}

// spawnKnown returns the events of a function of the tables that runs its
// argument on another goroutine.
func (b *builder) spawnKnown(e known.Effect, t target, at ssa.Instruction) []*event {
	if e.Arg >= len(t.args) {
		return nil
	}
	in := b.funcArg(t.args[e.Arg], at).spawned(Thread{Name: e.Thread, Pos: Pos{p: instrPos(at)}, Many: e.Many, contract: e.Many})
	if e.Joined {
		done := &state.Mark{Place: b.place(t.args[0]), Mode: state.Before, Must: true}
		for i := range in.accesses {
			if in.accesses[i].Thread == 1 && done.Place.Known() {
				in.accesses[i].Marks = in.accesses[i].Marks.With(done)
			}
		}
		for i := range in.calls { // of what the caller knows
			if in.calls[i].Thread == 1 && done.Place.Known() {
				in.calls[i].Marks = in.calls[i].Marks.With(done)
			}
		}
		for _, p := range in.takes { // who waits for this goroutine waits for those that it has waited for
			if done.Place.Known() && p != done.Place {
				in.relays = append(in.relays, Relay{From: p, To: done.Place})
			}
		}
	}
	out := b.instanceEvents(in)
	if e.Waits {
		out = append(out, &event{kind: evJoin, place: b.place(t.args[0])})
	}
	return out
}

// subtest returns the events of t.Run: a call, unless the function asks to run
// in parallel. Then it waits until the parent has returned and runs beside its
// siblings.
func (b *builder) subtest(e known.Effect, t target, at ssa.Instruction) []*event {
	f := b.funcTarget(t.args[e.Arg])
	in := b.funcArg(t.args[e.Arg], at)
	if f.sum == nil || len(f.sum.Parallel) == 0 {
		return b.instanceEvents(in)
	}
	return b.instanceEvents(in.spawned(Thread{Name: "parallel subtest", Pos: Pos{p: instrPos(at)}, Parallel: true}))
}

// unknownCall returns the events of a call whose target shows nothing. What it
// is given it may wait for; a function of the standard library calls the
// functions that it is given, others may keep them.
func (b *builder) unknownCall(call *ssa.CallCommon, t target, at ssa.Instruction) []*event {
	out := b.formats(t, call.Signature(), at)
	b.handOut(t, at)
	if !call.IsInvoke() && t.fn == nil && t.obj == nil {
		return append(out, b.dynamic(call, at)...)
	}
	for _, a := range t.args {
		switch {
		case isSyncType(a.Type()):
			out = append(out, &event{kind: evJoin, place: b.place(a)})
		case isFunc(a.Type()) && known.Contract(a.Type()) == "" && b.eng.callsNow(t.obj):
			out = append(out, b.instanceEvents(b.funcArg(a, at))...)
		}
	}
	return out
}

// unboxed returns the value inside a conversion to an interface.
func unboxed(v ssa.Value) ssa.Value {
	switch v := v.(type) {
	case *ssa.MakeInterface:
		return v.X
	case *ssa.ChangeInterface:
		return unboxed(v.X)
	case *ssa.ChangeType: // of a type parameter
		if types.IsInterface(v.Type()) {
			return unboxed(v.X)
		}
	}
	return v
}

// dynamic returns the events of a call of a function value: the caller's
// caller may know what it is. If the value came from a function that returned
// with locks held, it is taken to be their unlock.
func (b *builder) dynamic(call *ssa.CallCommon, at ssa.Instruction) []*event {
	if p := b.place(call.Value); b.calledByOthers(p) {
		return []*event{{kind: evAccess, parts: &parts{calls: []Call{{Func: p, Args: b.argPlaces(call.Args, at)}}}}}
	}
	v := call.Value
	if x, ok := v.(*ssa.Extract); ok {
		v = x.Tuple
	}
	if a, ok := loadedAlloc(v); ok {
		v = b.eng.soleStore(a)
	}
	from, ok := v.(*ssa.Call)
	if !ok {
		return nil
	}
	t := b.target(from.Common())
	if t.sum == nil {
		return nil
	}
	var out []*event
	for _, m := range b.instantiate(t, b.bind(t, from), from, 0).acquires {
		out = append(out, &event{kind: evUnlock, mark: m})
	}
	return out
}

// loadedAlloc returns the variable that v reads.
func loadedAlloc(v ssa.Value) (*ssa.Alloc, bool) {
	u, ok := v.(*ssa.UnOp)
	if !ok {
		return nil, false
	}
	a, ok := u.X.(*ssa.Alloc)
	return a, ok
}

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

// isSyncType reports whether a function that is given a value of type t can
// wait for a goroutine with it.
func isSyncType(t types.Type) bool {
	t = pointee(t)
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	return slices.Contains([]string{"sync.WaitGroup", "golang.org/x/sync/errgroup.Group", "sync.Cond"}, typeName(t))
}
