package summary

import (
	"go/ast"
	"go/token"
	"iter"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// Item is an access as one function sees it: its own, a callee's, or one of a
// goroutine that it or a callee starts.
type Item struct {
	Access
	Spawn *Thread // nil for the function's own thread
	// Around is what the source says of what leads to the access.
	Around Remarks
	// Repeats is set if Spawn is in a loop: mostly there is a goroutine for
	// each of several objects.
	Repeats bool
	// Step is where the scene's function makes the access, or the call that leads to it.
	Step token.Pos
}

// Scene is a function in which goroutines are started, with all accesses that
// it leads to. What it holds is lost when the next scene is asked for.
type Scene struct {
	Func  string
	Items []Item
	Order
}

// Order answers how the items of a scene, given by their indices, are ordered.
type Order interface {
	// Together reports whether items i, of a goroutine, and j can run at the same
	// time, as far as the control flow of the scene tells.
	Together(i, j int) bool
	// Renewed reports whether the object at p is certainly another one for each of
	// items i and j. A lock like that protects nothing.
	Renewed(i, j int, p place.Place) bool
	// OneSender reports whether a receive from the channel at p, or a wait for p,
	// is ordered after what item i does before it signals p.
	OneSender(i int, p place.Place) bool
	// Excused returns why items i, of a goroutine of the code under test, and j, of a
	// test, are not compared, "" if they are.
	Excused(i, j int) string
	// ByTest reports whether the scene is a test, or a function of one, whose own
	// goroutines have no part in the pair of a and b.
	ByTest(a, b *Item) bool
	// InTest reports whether something happens in a test file of the package.
	InTest(p Pos) bool
}

// AfterInit is the order of a scene in which goroutines that the initialisation of the
// package leaves running meet its other functions: nothing is ordered but goroutines of
// a server's handlers.
type AfterInit struct{ Scene *Scene }

func (o AfterInit) Together(i, j int) bool {
	a, b := &o.Scene.Items[i], &o.Scene.Items[j]
	return a.Spawn != nil && i != j && b.Spawn == nil && !a.Spawn.Parallel // handlers wait for a server
}
func (AfterInit) Renewed(i, j int, p place.Place) bool { return false }
func (AfterInit) OneSender(i int, p place.Place) bool  { return true }
func (AfterInit) ByTest(a, b *Item) bool               { return false }
func (AfterInit) InTest(p Pos) bool                    { return false }
func (AfterInit) Excused(i, j int) string              { return "" }

// flowOrder is the order of a scene as the control flow of its function tells it.
type flowOrder struct {
	*Scene
	b    *builder
	evs  []*event // of the items
	many bool     // by contract many run the function at once
}

// Scenes yields the scenes of the package, callees first. Each is made when it is
// asked for: together they would be the largest part of the memory. Tests that are
// alone come last, and are summarised for that: a second time if they are asked for
// again.
func (e *engine) Scenes() iter.Seq[*Scene] {
	return func(yield func(*Scene) bool) {
		e := e
		var buf []Item
		all := func(order [][]*ssa.Function) bool {
			for _, scc := range order {
				for _, fn := range scc {
					s := e.builders[fn].scene(buf)
					if s == nil {
						continue
					}
					buf = s.Items
					if !yield(s) {
						return false
					}
				}
			}
			return true
		}
		if !all(e.order) {
			return
		}
		if s := e.initScene(); s != nil && !yield(s) {
			return
		}
		for _, test := range e.alone {
			own := func(fn *ssa.Function) []*ssa.Function {
				return slices.DeleteFunc(slices.Clone(e.callees(fn)), func(c *ssa.Function) bool { return !slices.Contains(test, c) })
			}
			e.marks = state.NewTable() // none of its sets is in another test
			goOn := all(e.summarizeAll(test, own))
			e.forget(test)
			if !goOn {
				return
			}
		}
	}
}

// forget drops all that is known of functions.
func (e *engine) forget(fns []*ssa.Function) {
	for _, fn := range fns {
		delete(e.sums, fn)
		delete(e.builders, fn)
		delete(e.sites, fn)
		delete(e.entries, fn)
		delete(e.within, fn)
	}
}

// initScene is the scene in which the goroutines that the initialisation of
// the package leaves running meet all its other functions: of globals only.
func (e *engine) initScene() *Scene {
	init := e.pkg.Func("init")
	sum := e.sums[init]
	if sum == nil || len(sum.Threads) == 0 {
		return nil
	}
	s := &Scene{Func: "init"}
	s.Order = AfterInit{s}
	shared := map[place.Place]bool{}
	for a := range sum.all() {
		if a.Thread > 0 && a.Place.Kind == place.Global {
			s.Items = append(s.Items, Item{Access: a, Spawn: &sum.Threads[a.Thread-1]})
			shared[a.Place] = true
		}
	}
	for _, fn := range e.afterInit() {
		b := e.builders[fn]
		for _, evs := range b.events {
			for _, ev := range evs {
				for _, a := range ev.accesses {
					if ev.live && a.Thread == 0 && shared[a.Place] {
						a.Marks = a.Marks.Union(e.entries[fn])
						s.Items = append(s.Items, Item{Access: a, Step: instrPos(ev.instr)})
					}
				}
			}
		}
	}
	return s
}

// afterInit lists the functions that can run when the package has been
// initialised: all that something else than an init function leads to.
func (e *engine) afterInit() []*ssa.Function {
	var out []*ssa.Function
	seen := map[*ssa.Function]bool{}
	var add func(fn *ssa.Function)
	add = func(fn *ssa.Function) {
		if seen[fn] {
			return
		}
		seen[fn] = true
		if e.builders[fn] != nil {
			out = append(out, fn)
		}
		for _, c := range e.callees(fn) {
			add(c)
		}
	}
	for _, fn := range slices.Concat(e.funcs, slices.Concat(e.alone...)) {
		name := fn.Name()
		if e.taken[fn] || fn.Parent() == nil && fn.Synthetic == "" && (ast.IsExported(name) || name == "main" && e.in.Pkg.Name() == "main") {
			add(fn)
		}
	}
	return out
}

// scene returns the function as a scene, nil if it starts no goroutine that
// touches a map. Its items are put into buf.
func (b *builder) scene(buf []Item) *Scene {
	if !b.spawns() {
		return nil
	}
	s := &Scene{Func: b.fn.Name()}
	order := &flowOrder{Scene: s, b: b, many: b.eng.entryName(b.fn) != "", evs: make([]*event, 0, b.count())}
	s.Order = order
	entered := state.NewMemo(func(ms state.Marks) state.Marks { return ms.Union(b.eng.entries[b.fn]) })
	s.Items = slices.Grow(buf[:0], b.count())
	for _, evs := range b.events {
		for _, ev := range evs {
			if !ev.live {
				continue
			}
			for _, a := range ev.accesses {
				if a.Thread > 0 && ev.threads[a.Thread-1].Posted {
					continue // who posts it may wait for it in ways that are not seen
				}
				it := Item{Access: a, Step: instrPos(ev.instr)}
				if a.Expects {
					it.Marks = it.Marks.With(&state.Mark{Mode: state.Write})
				}
				if a.Thread > 0 {
					it.Spawn = &ev.threads[a.Thread-1]
					it.Repeats = it.Spawn.Many || b.flows.inLoop(b.blockOf(ev))
				} else {
					it.Marks = entered.Of(it.Marks)
				}
				s.Items, order.evs = append(s.Items, it), append(order.evs, ev)
			}
		}
	}
	return s
}

// spawns reports whether the function starts a goroutine that touches a map.
func (b *builder) spawns() bool {
	for _, evs := range b.events {
		for _, ev := range evs {
			if ev.live && slices.ContainsFunc(ev.accesses, func(a Access) bool { return a.Thread > 0 && !ev.threads[a.Thread-1].Posted }) {
				return true
			}
		}
	}
	return false
}

// Together reports whether items i, of a goroutine, and j can run at the same
// time, as far as the control flow of the scene tells: j is executed, or its
// goroutine started, after that of i was and before i's is waited for.
func (s *flowOrder) Together(i, j int) bool {
	a, o := &s.Items[i], &s.Items[j]
	if a.Spawn == nil {
		return false
	}
	if s.inTwo(i, j) {
		return true
	}
	ev := s.evs[i]
	live := s.b.live(ev, &a.Access)
	if i == j || ev == s.evs[j] {
		// The callee has been a scene itself; new here is only that it is
		// called again while its goroutine runs.
		again := live.events.has(ev.id) && !(a.Spawn.single(a.Place) && o.Spawn.single(o.Place))
		return again || a.Spawn == o.Spawn && (a.Spawn.contract || a.Spawn.Many && a.given && o.given)
	}
	if a.Spawn.Parallel && o.Spawn == nil {
		return false // starts when the function has returned
	}
	return live.events.has(s.evs[j].id)
}

// Renewed reports whether the object at p is certainly another one for each of
// items i and j: between the two, the value that it is rooted in is made anew, or
// each execution of the function has its own, while all have the map. A lock like
// that protects nothing.
func (s *flowOrder) Renewed(i, j int, p place.Place) bool {
	if p.Kind != place.Local {
		return false
	}
	if s.many && !s.b.ofRequest(s.Items[i].Place) {
		return true
	}
	a, ev, other := &s.Items[i].Access, s.evs[i], s.evs[j]
	return s.b.live(ev, a).events.has(other.id) && !s.b.liveUntil(ev, a, p.Name).events.has(other.id)
}

// OneSender reports whether a receive from the channel at p, or a wait for p,
// is ordered after what item i does before it signals p: not if others send to
// that channel too, since the receive may get theirs.
func (s *flowOrder) OneSender(i int, p place.Place) bool {
	if p != p.Open() {
		return true
	}
	own := s.evs[i]
	for _, evs := range s.b.events {
		for _, ev := range evs {
			switch {
			case ev.kind == evSignal && (ev.toggle || ev.closing) && ev.place.Same(p) && s.Items[i].Spawn != nil:
				return false
			case ev.kind == evSpawn && slices.Contains(ev.sends, p):
				if ev != own || s.b.repeats(ev, p) {
					return false
				}
			}
		}
	}
	return true
}
