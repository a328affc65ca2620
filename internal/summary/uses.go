package summary

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/context"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/state"
	"github.com/mapconcur/mapconcur/internal/trace"
)

// Uses lists the accesses to the maps of the package as its roots reach them.
// What only the initialisation of the package leads to is left out, and what tests
// do: who writes one knows when nobody else has the object.
func (e *Package) Uses() []effect.RootAccess {

	var each [][]effect.RootAccess
	var buf []effect.RootAccess
	for _, fn := range context.AfterInit(e.Flows) {
		if e.InTest(fn.Pos()) {
			continue
		}
		buf = allUses(e.Of[fn], buf[:0], context.RootOf(e.Flows, fn))
		if len(buf) > 0 {
			each = append(each, slices.Clone(buf))
		}
	}
	uses := slices.Concat(each...)
	keepOuter(uses)
	return uses
}

// count returns how many accesses the function has.
func count(b *order.Flow) int {
	n := 0
	for _, evs := range b.Events {
		for _, ev := range evs {
			n += len(ev.Accesses)
		}
	}
	return n
}

// TakesAll reports whether some function takes the locks of a collection one
// after the other, in a loop that does not give them up again. The collection is
// named by the type and field that hold it.
func (e *Package) TakesAll(collection string) bool {
	for _, fn := range e.Code {
		if takesAll(e.Of[fn], collection) {
			return true
		}
	}
	return false
}

func takesAll(b *order.Flow, collection string) bool {
	for i, evs := range b.Events {
		blk := b.Fn.Blocks[i]
		for _, ev := range evs {
			if ev.Kind == trace.EvLock && ev.Mark.Place.Owner == collection && b.Flows.InLoop(blk) && !givesUp(b, blk, ev.Mark) {
				return true
			}
		}
	}
	return false
}

// givesUp reports whether a lock that is taken in a loop is given up there.
func givesUp(b *order.Flow, blk *ssa.BasicBlock, m *state.SyncFact) bool {
	for i, evs := range b.Events {
		other := b.Fn.Blocks[i]
		for _, ev := range evs {
			if ev.Kind == trace.EvUnlock && ev.Mark.Place.MayAlias(m.Place) && (blk == other || b.Flows.Reaches(blk, other) && b.Flows.Reaches(other, blk)) {
				return true
			}
		}
	}
	return false
}

// inlined reports whether a start of goroutines is that of a callee of this
// package, which has it among its own events.
func inlined(b *order.Flow, ev *trace.Event) bool {
	call, ok := ev.Instr.(*ssa.Call)
	if !ok {
		return false
	}
	t := b.Target(call.Common())
	return t.Fn != nil && t.Fn.Blocks != nil
}

// allUses appends the accesses of the function to out.
func allUses(b *order.Flow, out []effect.RootAccess, root *effect.Root) []effect.RootAccess {
	entered := state.NewMemo(func(ms state.SyncSet) state.SyncSet { return ms.Union(b.Pkg.EntryLocksets[b.Fn]) })
	for _, evs := range b.Events {
		for _, ev := range evs {
			if ev.Live && (ev.Kind == trace.EvAccess || ev.Kind == trace.EvSpawn) {
				out = uses(b, out, ev, root, entered)
			}
		}
	}
	return out
}

// uses appends the accesses of one event to out.
func uses(b *order.Flow, out []effect.RootAccess, ev *trace.Event, root *effect.Root, entered *state.Memo) []effect.RootAccess {
	var kept *effect.Root // of accesses that callers do not have
	inlined := ev.Kind == trace.EvSpawn && inlined(b, ev)
	for i, a := range ev.Accesses {
		if inlined && !a.InCallback {
			continue // the callee has it as a use
		}
		posted := a.Thread > 0 && ev.Threads[a.Thread-1].Posted
		u := effect.RootAccess{Access: a, Root: root, Via: viaOf(ev, &a)}
		switch {
		case a.Thread == 0:
			if u.Sync = entered.Of(u.Sync); root == nil {
				if !keeps(b, a) {
					continue // the callers have it as their own
				}
				if kept == nil {
					kept = context.NewRoot(b.Fn)
				}
				u.Root, u.GuardOnly = kept, true
			}
		case b.Live(ev, &ev.Accesses[i]).Exit:
			th := &ev.Threads[a.Thread-1]
			u.Root = &effect.Root{Kind: effect.Goroutine, Name: th.Name, Declaration: effect.Declaration{Method: b.Fn.Signature.Recv() != nil}, Recv: ssaq.RecvName(b.Fn),
				Pos: startOf(th, ev, &a), Many: th.Many || b.Flows.InLoop(b.BlockOf(ev)) && !th.AtMostOne(a.Place), Thread: th}
		case root == nil:
			continue // joined: the callers have it as their own
		default:
			u.Sync = entered.Of(u.Sync).Union(b.Live(ev, &ev.Accesses[i]).Locks)
		}
		if !u.Pos.At().IsValid() || b.Pkg.InTest(u.Pos.At()) { // such as that of a mock
			continue
		}
		if u.Root.Kind == effect.Goroutine && a.Place.Kind == place.Local {
			var root ssa.Value
			if root, u.ConstructedPath = heap.Born(b.Heap, a.Place); root != nil {
				u.ConstructedType, u.ByConstructor = ssaq.TypeName(ssaq.Pointee(root.Type())), !u.Root.Thread.Served() // a handler waits for its server
			}
		}
		u.OfStarter = u.ByConstructor || u.Root.Kind == effect.Goroutine && !posted && a.Place.Kind == place.Param && a.Place.Index == 0 && b.Fn.Signature.Recv() != nil
		u.MaybeReplaced = u.MaybeReplaced || trace.OwnMap(b.Trace, ev, a.Place)
		u.Fresh = a.Place.Kind == place.Local && u.ConstructedPath == "" && !u.ByConstructor
		u.MaybeShared = a.Place.Kind == place.Value && obtained(b, b.Defs[a.Place.Name])
		u.BaseType = baseType(b, a.Place)
		u.PathRemarks = b.RemarksOn(u.Via)
		if key, expr, within := outer(b, &u); key != "" {
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

// startOf returns where a goroutine starts: if a function starts it for the caller's own
// literal, the call of that function, since each literal has a goroutine of its own.
func startOf(th *effect.Thread, ev *trace.Event, a *effect.Access) token.Pos {
	if a.InCallback {
		return ssaq.InstrPos(ev.Instr)
	}
	return th.Pos.At()
}

// viaOf returns the call that leads from the function at hand to an access of an event,
// or the access itself, such as a range over a map, of which no instruction knows the
// position.
func viaOf(ev *trace.Event, a *effect.Access) token.Pos {
	if _, call := ev.Instr.(ssa.CallInstruction); !call && a.Pos.Text == "" && !ev.Instr.Pos().IsValid() {
		return a.Pos.At()
	}
	return ssaq.InstrPos(ev.Instr)
}

// baseType names the type of the object at the root of a place, "" for those
// without a name.
func baseType(b *order.Flow, p place.Place) string {
	switch p.Kind {
	case place.Param:
		return ssaq.TypeName(ssaq.Pointee(b.Fn.Params[p.Index].Type()))
	case place.FreeVar:
		return ssaq.TypeName(ssaq.Pointee(ssaq.Pointee(b.Fn.FreeVars[p.Index].Type())))
	case place.Value:
		if v, ok := b.Defs[p.Name].(ssa.Value); ok {
			return ssaq.TypeName(ssaq.Pointee(v.Type()))
		}
	}
	return ""
}

// keeps reports whether some caller does not have an access of the function as
// its own, since it has no name for the place.
func keeps(b *order.Flow, a effect.Access) bool {
	p := b.Export(a.Place)
	if !p.Known() {
		return true
	}
	a.Place, a.Sync = p, b.Exported.Of(a.Sync)
	return b.Pkg.Lost[b.Fn][effect.IdOf(&a)]
}

// obtained reports whether a value is an object that others may have: what a
// function of this package returns, unless it is new, or an element of a
// collection. What is received from a channel or comes from elsewhere may be
// the function's own.
func obtained(b *order.Flow, def ssa.Instruction) bool {
	switch v := def.(type) {
	case *ssa.Call:
		t := b.Target(v.Common())
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
