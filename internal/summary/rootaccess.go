package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/alias"
	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// RootAccesses lists the accesses to the maps of the package as its thread roots reach them.
// Those that only the initialization of the package reaches are left out, and those of
// tests, whose authors know when nobody else has the object.
func (p *Package) RootAccesses() []effect.RootAccess {
	var each [][]effect.RootAccess
	var buf []effect.RootAccess
	retiring := newRetiring(p.Flows)
	for _, fn := range context.AfterInit(p.Flows) {
		if p.InTest(fn.Pos()) {
			continue
		}
		buf = rootAccesses(p.Of[fn], buf[:0], context.RootOf(p.Flows, fn), retiring)
		if len(buf) > 0 {
			each = append(each, slices.Clone(buf))
		}
	}
	all := slices.Concat(each...)
	keepCollections(all)
	return all
}

// countAccesses returns the number of accesses in the events of the function.
func countAccesses(f *order.Flow) int {
	n := 0
	for ev := range f.AllEvents() {
		n += len(ev.Accesses)
	}
	return n
}

// TakesAll reports whether some function acquires the locks of a collection one after the
// other, in a loop that does not release them. The collection is named by the type and field
// that hold it.
func (p *Package) TakesAll(collection string) bool {
	for _, fn := range p.NonTest {
		if takesAll(p.Of[fn], collection) {
			return true
		}
	}
	return false
}

// takesAll is [Package.TakesAll] for one function.
func takesAll(f *order.Flow, collection string) bool {
	for i, evs := range f.Events {
		blk := f.Fn.Blocks[i]
		for _, ev := range evs {
			if ev.Kind == trace.EvLock && ev.Lock.Place.Owner == collection && f.Paths.InLoop(blk) && !releasedInLoop(f, blk, ev.Lock) {
				return true
			}
		}
	}
	return false
}

// releasedInLoop reports whether a lock that is acquired in a loop, in block blk, is released
// in that loop.
func releasedInLoop(f *order.Flow, blk *ssa.BasicBlock, m *state.SyncFact) bool {
	for i, evs := range f.Events {
		other := f.Fn.Blocks[i]
		for _, ev := range evs {
			if ev.Kind == trace.EvUnlock && ev.Lock.Place.MayAlias(m.Place) && (blk == other || f.Paths.Reaches(blk, other) && f.Paths.Reaches(other, blk)) {
				return true
			}
		}
	}
	return false
}

// startedByCallee reports whether a callee of this package starts the goroutines of an event,
// so that the accesses are among its own root accesses.
func startedByCallee(f *order.Flow, ev *trace.Event) bool {
	call, ok := ev.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	t := f.Target(call.Common())
	return t.Fn != nil && t.Fn.Blocks != nil
}

// rootAccesses appends the accesses of the function to out. The root is nil if the function is
// not one. What the function, or a callee, gives to a pool later is its own until then.
func rootAccesses(f *order.Flow, out []effect.RootAccess, root *effect.Root, r *retiring) []effect.RootAccess {
	entered := state.NewMemo(func(ms state.SyncSet) state.SyncSet { return ms.Union(f.Pkg.EntryLocksets[f.Fn]) })
	phases := context.PhasesOf(f)
	for ev := range f.AllEvents() {
		if ev.Live && (ev.Kind == trace.EvAccess || ev.Kind == trace.EvSpawn) {
			n := len(out)
			out = eventAccesses(f, out, ev, root, entered)
			for i := range out[n:] {
				u := &out[n+i]
				u.Phase = phases.At(ev, &u.Access)
				u.Fresh = u.Fresh || u.Thread == 0 && r.owns(f, ev, &u.Access, maxRetiring)
			}
		}
	}
	return out
}

// eventAccesses appends the accesses of one event to out. What a caller has among its own
// accesses is left out. The memo entered adds the entry lockset.
func eventAccesses(f *order.Flow, out []effect.RootAccess, ev *trace.Event, root *effect.Root, entered *state.Memo) []effect.RootAccess {
	var kept *effect.Root // for accesses that callers do not have
	inlined := ev.Kind == trace.EvSpawn && (ev.Maybe || startedByCallee(f, ev))
	for i, a := range ev.Accesses {
		if inlined && !a.InCallback && !byFunction(f, ev) && !hasTwoOwners(f, &a) {
			continue // among those of the callee
		}
		posted := a.Thread > 0 && ev.Threads[a.Thread-1].Posted
		u := effect.RootAccess{Access: a, Root: root, Via: viaAt(ev, &a)}
		switch {
		case a.Thread == 0:
			if u.Sync = entered.Of(u.Sync); root == nil {
				if !hiddenFromCallers(f, a) {
					continue // among those of the callers
				}
				if kept == nil {
					kept = context.NewRoot(f.Fn)
				}
				u.Root, u.GuardOnly = kept, true
			}
		case f.Live(ev, &ev.Accesses[i]).Outlives:
			th := &ev.Threads[a.Thread-1]
			u.Root = &effect.Root{Kind: effect.Goroutine, Name: th.Name, Declaration: effect.Declaration{Method: f.Fn.Signature.Recv() != nil}, Recv: ssaq.RecvName(f.Fn),
				Pos: startOf(th, ev, &a), Count: context.CountOf(f, ev, &a), Thread: th, StartedBy: context.LeadingTo(f.Pkg, f.Fn)}
		case root == nil:
			continue // the goroutine has ended: among those of the callers
		default:
			u.ByWorker = true
			u.Sync = entered.Of(u.Sync).Union(f.Live(ev, &ev.Accesses[i]).Locks)
		}
		if !u.Pos.At().IsValid() || f.Pkg.InTest(u.Pos.At()) { // a mock, for instance
			continue
		}
		if u.Root.Kind == effect.Goroutine && !u.OnReceiver() {
			var root ssa.Value
			if root, u.ConstructedPaths = heap.ReturnedObject(f.Heap, a.Place); root != nil {
				u.ConstructedType, u.ByConstructor = typeq.TypeName(typeq.Pointee(root.Type())), !u.Root.Thread.Served() || isServed(f, ev)
			}
		}
		switch {
		case !u.OnReceiver():
		case u.Root.Kind == effect.Entry:
			startedBy(&u, context.ServedTypes(f.Pkg)[u.Root.Recv])
		case u.Root.Kind == effect.Goroutine && !posted:
			startedBy(&u, context.StarterOf(f, u.Root.Thread, &a))
		}
		u.OfStarter = u.OfStarter || u.ByConstructor
		u.MaybeReplaced = u.MaybeReplaced || alias.MayBeReassigned(f.Trace, ev, a.Place)
		u.Fresh = a.Place.Kind == place.Local && len(u.ConstructedPaths) == 0 && !u.ByConstructor
		u.MaybeShared = a.Place.Kind == place.Value && maybeShared(f, f.Defs[a.Place.Name])
		if !inlined || a.InCallback { // the callee says by which type its own goroutine has the object
			u.BaseType = baseType(f, a.Place)
		}
		u.PathRemarks = f.RemarksOn(u.Via)
		if key, expr, within := outerVariable(f, &u); key != "" {
			u.Outer, u.OuterDirect = key, within
			if u.Pos.Text != "" {
				site := *u.Site
				site.Expr = expr
				u.Site = &site
			}
		}
		out = append(out, u)
	}
	return out
}

// byFunction reports whether the callee that starts the goroutines of an event is a function: it
// does not say whose goroutine it is.
func byFunction(f *order.Flow, ev *trace.Event) bool {
	call, ok := ev.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	callee := f.Target(call.Common()).Fn
	return callee != nil && callee.Signature.Recv() == nil
}

// hasTwoOwners reports whether a goroutine makes an access to what two fields of an object lead to
// that the function returns. The callee that starts the goroutine knows one of them at most.
func hasTwoOwners(f *order.Flow, a *effect.Access) bool {
	_, paths := heap.ReturnedObject(f.Heap, a.Place)
	return a.Thread > 0 && len(paths) > 1
}

// isServed reports whether the function literal of an event is a handler of a server that the
// package starts. The server of other handlers starts later than their function ends.
func isServed(f *order.Flow, ev *trace.Event) bool {
	mc, ok := ev.Instr.(*ssa.MakeClosure)
	return ok && context.IsServed(f.Pkg, mc)
}

// startedBy notes who starts the goroutine, or the server of the handler, that makes an access.
func startedBy(u *effect.RootAccess, by order.Starter) {
	u.OfStarter = by != order.NotServed
	if by == order.Constructor {
		u.ByConstructor, u.ConstructedType, u.ConstructedPaths = true, u.Root.Recv, []string{u.Place.Path}
	}
}

// startOf returns where a goroutine starts. If a callee starts it for a function that it
// receives, this is the call, since each function has its own goroutine.
func startOf(th *effect.Thread, ev *trace.Event, a *effect.Access) token.Pos {
	if a.InCallback {
		return ssaq.InstrPos(ev.Instr)
	}
	return th.Pos.At()
}

// viaAt returns the call that leads from the function to an access of an event, or the access
// itself: the instruction of a range over a map has no position.
func viaAt(ev *trace.Event, a *effect.Access) token.Pos {
	if _, call := ev.Instr.(ssa.CallInstruction); !call && a.Pos.Text == "" && !ev.Instr.Pos().IsValid() {
		return a.Pos.At()
	}
	return ssaq.InstrPos(ev.Instr)
}

// baseType returns the name of the type of the object at the root of a place, "" if it has none.
func baseType(f *order.Flow, p place.Place) string {
	switch p.Kind {
	case place.Param:
		return typeq.TypeName(typeq.Pointee(f.Fn.Params[p.Index].Type()))
	case place.FreeVar:
		return typeq.TypeName(typeq.Pointee(typeq.Pointee(f.Fn.FreeVars[p.Index].Type())))
	case place.Value:
		if v, ok := f.Defs[p.Name].(ssa.Value); ok {
			return typeq.TypeName(typeq.Pointee(v.Type()))
		}
	}
	return ""
}

// hiddenFromCallers reports whether some caller cannot name the place of an access, and so does
// not have it among its own accesses.
func hiddenFromCallers(f *order.Flow, a effect.Access) bool {
	p := f.Export(a.Place)
	if !p.Known() {
		return true
	}
	a.Place, a.Sync = p, f.Exported.Of(a.Sync)
	return f.Pkg.Unresolved[f.Fn][a.ID()]
}

// maybeShared reports whether others may have the object that an instruction yields: the
// result of a function of this package, or an element of a collection. What is received from a
// channel, or comes from elsewhere, may belong to the function alone.
func maybeShared(f *order.Flow, def ssa.Instruction) bool {
	switch v := def.(type) {
	case *ssa.Call:
		t := f.Target(v.Common())
		return t.Fn != nil && t.Fn.Blocks != nil
	case *ssa.Lookup, *ssa.TypeAssert:
		return true
	case *ssa.Extract:
		_, lookup := v.Tuple.(*ssa.Lookup)
		_, next := v.Tuple.(*ssa.Next)
		return lookup || next
	}
	return false
}
