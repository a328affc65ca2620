package context

import (
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/heap"
	"github.com/mapconcur/mapconcur/internal/order"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/ssaq"
	"github.com/mapconcur/mapconcur/internal/trace"
	"github.com/mapconcur/mapconcur/internal/typeq"
)

// startPaths are the paths from an object to the maps, pointers and channels that the method
// which starts the object's goroutine assigns before the start. Another method that needs one
// of them runs after the start: before, a channel is nil and blocks, and what is put into a
// map is lost.
type startPaths = map[string]bool

// madeAtStart returns the paths of each type.
func madeAtStart(fs *order.Flows) map[string]startPaths {
	if fs.MadeAtStart == nil {
		fs.MadeAtStart = map[string]startPaths{}
		for _, fn := range fs.NonTest {
			if fn.Signature.Recv() != nil && fn.Parent() == nil && fn.Synthetic == "" {
				noteMadeAtStart(fs.Of[fn], fs.MadeAtStart)
			}
		}
	}
	return fs.MadeAtStart
}

// noteMadeAtStart adds the paths of one method.
//
// False negative: what is assigned on a condition, or only if it is nil.
func noteMadeAtStart(f *order.Flow, out map[string]startPaths) {
	starts := startsOf(f)
	if len(starts) == 0 {
		return
	}
	note := func(p place.Place, at ssa.Instruction) {
		if !ofReceiver(p) || p.Path == "" || !p.OnlyFields() || !comesBefore(f, at, starts) {
			return
		}
		recv := ssaq.RecvName(f.Fn)
		if out[recv] == nil {
			out[recv] = startPaths{}
		}
		out[recv][p.Path] = true
	}
	for ev := range f.AllEvents() {
		if ev.Kind == trace.EvStore && !ev.Fills {
			note(ev.Place, ev.Instr)
		}
	}
	for instr := range ssaq.InstrsOf(f.Fn) {
		if st, ok := instr.(*ssa.Store); ok && typeq.IsChan(st.Val.Type()) {
			note(f.Place(st.Addr), st)
		}
	}
}

// comesBefore reports whether an instruction comes before all of others, whenever these are
// executed, and not after one.
func comesBefore(f *order.Flow, at ssa.Instruction, others []ssa.Instruction) bool {
	for _, o := range others {
		if !at.Block().Dominates(o.Block()) || !f.Paths.Follows(at, o) || f.Paths.Follows(o, at) {
			return false
		}
	}
	return true
}

// needs reports whether a method needs one of the paths for an event: the map is there, or the
// method has sent to a channel, or received from one, that is there.
func needs(f *order.Flow, made startPaths, ev *trace.Event, p place.Place) bool {
	leads := func(p place.Place) bool {
		for q := range p.Open().Prefixes() {
			if ofReceiver(q) && made[q.Path] {
				return true
			}
		}
		return false
	}
	if len(made) == 0 {
		return false
	}
	if leads(p) {
		return true
	}
	for before := range f.AllEvents() {
		uses := (before.Kind == trace.EvSignal || before.Kind == trace.EvJoin) && !before.Maybe && leads(before.Place)
		if uses && comesBefore(f, before.Instr, []ssa.Instruction{ev.Instr}) {
			return true
		}
	}
	return false
}

// ofReceiver reports whether a place lies in the receiver of a method.
func ofReceiver(p place.Place) bool { return p.Kind == place.Param && p.Index == 0 }

// CountOf returns how many goroutines may run at once that make an access of an event.
func CountOf(f *order.Flow, ev *trace.Event, a *effect.Access) effect.Multiplicity {
	th := &ev.Threads[a.Thread-1]
	switch {
	case th.Many:
		return effect.Several
	case th.AtMostOne(a.Place):
		return effect.One
	case f.Paths.InLoop(f.BlockOf(ev)):
		return effect.Several
	case startsEachTime(f, ev):
		return effect.EachCall
	}
	return effect.One
}

// startsEachTime reports whether a method starts the goroutine of an event in each of several
// calls: anybody may call the method, it gives the goroutine something that its caller gave it,
// and the goroutine does not wait for more.
//
// Assumes: a method with data is not called once for each object, as one is that starts it.
func startsEachTime(f *order.Flow, ev *trace.Event) bool {
	kind, isRoot := kindOf(f.Pkg, f.Fn)
	start, ok := ev.Instr.(ssa.CallInstruction)
	if !ok || !isRoot || kind != effect.API || f.Fn.Signature.Recv() == nil {
		return false
	}
	given := false
	for t := range started(f, start) {
		if t.Fn == nil || loops(f.Pkg, t.Fn, maxStartDepth) {
			return false
		}
		given = given || slices.ContainsFunc(slices.Concat(t.Args, t.Binds), func(v ssa.Value) bool { return isData(f, v) })
	}
	return given
}

// started yields what a go statement runs, or a call that starts goroutines: the callee, and the
// functions that it is passed.
func started(f *order.Flow, call ssa.CallInstruction) iter.Seq[heap.Target] {
	return func(yield func(heap.Target) bool) {
		t := f.Target(call.Common())
		if !yield(t) {
			return
		}
		for _, a := range t.Args {
			if typeq.IsFunc(a.Type()) && !yield(f.FuncTarget(a)) {
				return
			}
		}
	}
}

// StarterOf says who starts a goroutine that a method starts for its receiver, and that makes an
// access: the constructor of the object if the method is a helper of it, and the constructor does
// not wait for the goroutine.
func StarterOf(f *order.Flow, th *effect.Thread, a *effect.Access) order.Starter {
	if !th.Served() && constructs(f, a, 0) {
		return order.Constructor
	}
	return order.Method
}

// constructs reports whether a function that leaves a goroutine with an access to its receiver
// running is a helper of a constructor, which leaves it running, too.
func constructs(f *order.Flow, a *effect.Access, depth int) bool {
	if _, isRoot := kindOf(f.Pkg, f.Fn); isRoot || depth == maxStarters {
		return false
	}
	for _, s := range f.Pkg.Sites[f.Fn] {
		caller := f.Pkg.Of[s.Caller]
		if s.Instr == nil || caller == nil || f.Pkg.InTest(s.Caller.Pos()) || len(s.Binding.Args) == 0 {
			continue
		}
		left := leftRunning(caller, s.Instr, a)
		if left == nil {
			continue
		}
		object := caller.Place(s.Binding.Args[0])
		of, paths := heap.ReturnedObject(caller.Heap, object)
		made := object.Kind == place.Local && of != nil && paths[0] == ""
		if made || ofReceiver(object) && object.Path == "" && constructs(caller, left, depth+1) {
			return true
		}
	}
	return false
}

// leftRunning returns an access of a goroutine that a callee starts, as an access of the function
// that calls it, nil if the function does not leave the goroutine running.
func leftRunning(f *order.Flow, call ssa.Instruction, a *effect.Access) *effect.Access {
	for ev := range f.AllEvents() {
		if ev.Instr != call || ev.Kind != trace.EvSpawn || !ev.Live {
			continue
		}
		for i := range ev.Accesses {
			if b := &ev.Accesses[i]; b.Thread > 0 && b.Pos == a.Pos && b.Op == a.Op && f.Live(ev, b).Outlives {
				return b
			}
		}
	}
	return nil
}

// isData reports whether a value is what a parameter of a method has, or what it leads to, and
// not what tells the method to end.
func isData(f *order.Flow, v ssa.Value) bool {
	v = ssaq.ThroughCell(v)
	if a, ok := v.(*ssa.Alloc); ok {
		v = f.Pkg.SoleValue(a)
	}
	param, ok := v.(*ssa.Parameter)
	return ok && param != f.Fn.Params[0] && !endsOnly(param.Type())
}
