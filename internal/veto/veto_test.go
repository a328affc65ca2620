package veto

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// TestTable checks that every veto that does not apply to all kinds of evidence says why, and
// that it has a pair test in one of the tables below.
func TestTable(t *testing.T) {
	tested := map[ledger.Rule]bool{}
	for _, p := range scopePairs {
		tested[p.want] = true
	}
	for _, p := range rootPairs {
		tested[p.want] = true
	}
	for _, r := range table {
		if r.because == "" || r.to == 0 {
			t.Errorf("the veto %q applies to %b because %q", r.rules, r.to, r.because)
		}
		for _, rule := range r.rules {
			if rule != "" && !tested[rule] {
				t.Errorf("the veto %q has no pair test", rule)
			}
		}
	}
}

// check asks the vetoes about a pair and compares the first one with want. Whoever wants all
// vetoes must get the same one first.
func check(t *testing.T, p conflict.Pair, want ledger.Rule) {
	t.Helper()
	got := First(&p)
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if all := All(&p); len(all) > 0 && all[0] != got || len(all) == 0 && got != "" {
		t.Errorf("all vetoes are %q, the first one is %q", all, got)
	}
}

func global(name string) place.Place { return place.Place{Kind: place.Global, Name: "p." + name} }

// held returns a fact about a global: a lock or semaphore is held, or a channel orders.
func held(name string, kind state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: global(name), Kind: kind, Must: true}
}

// field returns a field of the receiver of a method of p.T, a struct with the maps m and n,
// the locks mu and other, the channel ch and the scalar on.
func field(name string) place.Place { return place.Place{Kind: place.Param}.Field(name, "p.T") }

// at returns a fact about a field of the receiver.
func at(name string, kind state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: field(name), Kind: kind, Must: true}
}

// access returns an access to a place, with the field "p.T.name" if the place has a field.
func access(op state.Op, p place.Place, facts ...*state.SyncFact) effect.Access {
	return effect.Access{Op: op, Place: p, LoadedSteps: -1, Sync: state.Of(facts...), Site: &effect.Site{Expr: "m", Func: "f", Field: p.Owner}}
}

// order is [effect.AfterInit] with an answer to one question.
type order struct {
	effect.AfterInit
	excused string
}

func (o *order) Excused(i, j int) string { return o.excused }

type inOrder struct {
	a, b  *effect.ScopedAccess
	order *order
}

func facts(a, b *state.SyncFact) func(inOrder) {
	return func(x inOrder) { x.a.Sync, x.b.Sync = state.Of(a), state.Of(b) }
}

func excuse(why string) func(inOrder) { return func(x inOrder) { x.order.excused = why } }

func elements(x inOrder) {
	x.a.Place, x.b.Place = x.a.Place.MapElem(place.Index{}), x.b.Place.MapElem(place.Index{})
}

// scopePairs change, one property at a time, a pair that is reported: a goroutine writes to a
// global map while a function reads it.
var scopePairs = []struct {
	name   string
	change func(inOrder)
	want   ledger.Rule
}{
	{"nothing", func(inOrder) {}, ""},
	{"a parallel subtest", func(x inOrder) { x.a.Spawn.Parallel = true }, "ordered by the start or the end of the goroutine"},
	{"one lock", facts(held("mu", state.Write), held("mu", state.Write)), "common lock"},
	{"one lock, on some paths", facts(held("mu", state.Write).OnlyIf(false), held("mu", state.Write).OnlyIf(false)), perhapsLocked},
	{"a lock and its reader side", facts(held("mu", state.Write), held("mu", state.Read)), "common lock"},
	{"two readers", facts(held("mu", state.Read), held("mu", state.Read)), ""},
	{"two locks", facts(held("mu", state.Write), held("other", state.Write)), ""},
	{"one semaphore", facts(held("ch", state.Semaphore), held("ch", state.Semaphore)), "common semaphore"},
	{"a semaphore and a lock", facts(held("ch", state.Semaphore), held("ch", state.Write)), ""},
	{"one Once", facts(held("once", state.OnceBody), held("once", state.OnceBody)), "once"},
	{"after a Once", facts(held("once", state.OnceBody), held("once", state.After)), "once"},
	{"before a Once", facts(held("once", state.OnceBody), held("once", state.Before)), ""},
	{"one event loop", facts(held("ch", state.OnEventLoop), held("ch", state.OnEventLoop)), "one event loop"},
	{"sent and received", facts(held("ch", state.Before), held("ch", state.After)), "before a receive"},
	{"received and sent", facts(held("ch", state.After), held("ch", state.Before)), "after a send"},
	{"sent twice", facts(held("ch", state.Before), held("ch", state.Before)), ""},
	{"waited for others", facts(held("wg", state.AfterWait), held("wg", state.AfterWait)), ""},
	{"returned to who may wait", func(x inOrder) { x.b.Op, x.a.Sync = state.OpReturn, state.Of(held("done", state.Before)) }, "whoever gets the map may wait for the goroutine"},
	{"returned to who cannot wait", func(x inOrder) { x.b.Op = state.OpReturn }, ""},
	{"a goroutine that the test may not start", excuse(effect.MayNotStart), effect.MayNotStart},
	{"a timer that the test stops", excuse(effect.StopsTimer), effect.StopsTimer},
	{"an answer that the test receives", excuse(effect.Answered), effect.Answered},
	{"the variable was read before", func(x inOrder) { x.b.Op, x.a.LoadedSteps = state.OpReplace, 0 }, "own variable"},
	{"the variable is read again", func(x inOrder) { x.b.Op = state.OpReplace }, ""},
	{"an empty map", func(x inOrder) { x.a.Op, x.a.FillsNil = state.OpReplace, true }, "an empty map in place of none"},
	{"an empty map and a write", func(x inOrder) { x.b.Op, x.b.FillsNil = state.OpReplace, true }, ""},
	{"two types", func(x inOrder) { x.a.Site, x.b.Site = &effect.Site{Field: "p.T.m"}, &effect.Site{Field: "p.U.m"} }, "fields of different types"},
	{"elements", elements, otherElements},
	{"elements of a guarded object", func(x inOrder) {
		elements(x)
		x.a.Sync = state.Of(held("mu", state.Write))
	}, ""},
}

func TestInScope(t *testing.T) {
	for _, test := range scopePairs {
		t.Run(test.name, func(t *testing.T) {
			s := &effect.SpawnScope{Accesses: []effect.ScopedAccess{
				{Access: access(state.OpWrite, global("m")), Spawn: &effect.Thread{}},
				{Access: access(state.OpRead, global("m"))},
			}}
			o := &order{AfterInit: effect.AfterInit{Scope: s}}
			s.Order = o
			test.change(inOrder{&s.Accesses[0], &s.Accesses[1], o})
			check(t, conflict.InScope(conflict.SeenSpawn, s, 0, 1), test.want)
		})
	}
}

// method returns an access by an exported method of p.T.
func method(name string, a effect.Access) *effect.RootAccess {
	return &effect.RootAccess{Access: a, Root: &effect.Root{Kind: effect.API, Name: name, Declaration: effect.Declaration{Method: true}, Recv: "p.T"}}
}

// starts makes the root of an access the goroutine that the constructor of its object starts.
func starts(u *effect.RootAccess) {
	u.Root.Kind, u.Root.Thread = effect.Goroutine, &effect.Thread{}
	u.OfStarter, u.ByConstructor, u.ConstructedType, u.ConstructedPaths = true, true, "p.T", []string{".m"}
}

// pairs are the pairs from which the rows of rootPairs start. None of them is silent.
var pairs = map[conflict.EvidenceKind]func() (u, w *effect.RootAccess){
	// A method reads the map without mu, another one writes with mu, which is the guard.
	conflict.GuardedMap: bareAndHeld, conflict.StatedGuard: bareAndHeld,
	// A goroutine of the object writes, a method reads.
	conflict.SharedObject: func() (u, w *effect.RootAccess) {
		u, w = method("run", access(state.OpWrite, field("m"))), method("Get", access(state.OpRead, field("m")))
		starts(u)
		return u, w
	},
	conflict.SharedScalar: func() (u, w *effect.RootAccess) {
		u, w = method("run", access(state.OpWrite, field("on"))), method("Get", access(state.OpRead, field("on")))
		starts(u)
		u.ConstructedPaths, u.Scalar, w.Scalar = []string{".on"}, effect.FlagScalar, effect.FlagScalar
		return u, w
	},
	// A method sets a scalar plainly, another one atomically.
	conflict.HalfAtomic: func() (u, w *effect.RootAccess) {
		u, w = method("Reset", access(state.OpWrite, field("on"))), method("Set", access(state.OpWrite, field("on")))
		u.Scalar, w.Scalar = effect.FlagScalar, effect.AtomicScalar
		return u, w
	},
	// A method fills the map of its object when it needs an entry; another one reads it.
	conflict.FilledOnDemand: func() (u, w *effect.RootAccess) {
		u, w = method("Get", access(state.OpWrite, field("m"))), method("Len", access(state.OpRead, field("m")))
		u.OnDemand = true
		return u, w
	},
	// A method stores what depends on an earlier look-up, another one stores as well.
	conflict.LostSince: func() (u, w *effect.RootAccess) {
		return method("Add", access(state.OpWrite, field("m"))), method("Put", access(state.OpWrite, field("m")))
	},
}

func bareAndHeld() (u, w *effect.RootAccess) {
	return method("Get", access(state.OpRead, field("m"))), method("Put", access(state.OpWrite, field("m"), at("mu", state.Write)))
}

type change func(u, w *effect.RootAccess)

func by(kind effect.RootKind) change {
	return func(u, w *effect.RootAccess) { u.Root.Kind = kind }
}

func oneGoroutine(u, w *effect.RootAccess) {
	u.Root.Kind, w.Root.Kind, w.Root.Pos = effect.Goroutine, effect.Goroutine, u.Root.Pos
}

func bothLocked(u, w *effect.RootAccess) {
	u.Sync, w.Sync = state.Of(at("mu", state.Write)), state.Of(at("mu", state.Write))
}

func afterWait(u, w *effect.RootAccess) {
	u.Sync = state.Of(at("wg", state.AfterWait), at("wg", state.After))
}

func ofArgument(u, w *effect.RootAccess) { u.Place.Index = 1 }

// rootPairs change the pairs above in one way each.
var rootPairs = []struct {
	name   string
	kind   conflict.EvidenceKind
	change change
	want   ledger.Rule
}{
	{"a write", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Op = state.OpWrite }, ""},
	{"by a goroutine", conflict.GuardedMap, by(effect.Goroutine), ""},
	{"by a handler", conflict.GuardedMap, by(effect.Entry), ""},
	{"by a callback", conflict.GuardedMap, by(effect.Callback), "nobody knows when the callback runs"},
	{"by a callback", conflict.StatedGuard, by(effect.Callback), "nobody knows when the callback runs"},
	{"by main", conflict.GuardedMap, by(effect.Main), "main runs before or after all others"},
	{"after a wait", conflict.GuardedMap, afterWait, "the others have been waited for"},
	{"in another package", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Pos.Text = "q.go:1" }, "the package that has the access reports it"},
	{"a function that its package calls under the guard", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		u.Root.CallerLockset, u.Root.InternalPackage = state.Of(at("mu", state.Write)), true
	}, "other packages can take the guard, this function cannot"},
	{"a new map", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Op = state.OpReplace }, "a new map for an object that may be new"},
	{"a new map by a goroutine that goes on", conflict.GuardedMap, func(u, w *effect.RootAccess) { starts(u); u.Op = state.OpReplace }, ""},
	{"a new map by a goroutine, for an object in a field", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		starts(u)
		u.Op, u.Place.Path, w.Place.Path = state.OpReplace, ".in.m", ".in.m"
	}, "a new map for an object that may be new"},
	{"a new map, and a comment", conflict.StatedGuard, func(u, w *effect.RootAccess) { u.Op = state.OpReplace }, ""},
	{"a new map under another lock", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Op, u.Sync = state.OpReplace, state.Of(at("other", state.Write)) }, ""},
	{"of an argument", conflict.GuardedMap, ofArgument, callersOwn},
	{"of an argument, and a comment", conflict.StatedGuard, ofArgument, ""},
	{"of an unknown value, and a comment", conflict.StatedGuard, func(u, w *effect.RootAccess) { u.Place.Kind = place.Value }, callersOwn},
	{"another map", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Place = field("n") }, "the guard is not on the way to the map"},
	{"under the lock of a part", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		inner := field("part").Field("m", "p.U")
		u.Place, w.Place = inner, inner
		u.Sync = state.Of(&state.SyncFact{Place: field("part").Field("lock", "p.U"), Kind: state.Write, Must: true})
	}, "a lock nearer to the map is held"},
	{"through an object of another type", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		inner := field("part").Field("m", "p.U")
		u.Place, w.Place, u.Root.Recv = inner, inner, "p.V"
	}, "the guard of one owner says nothing of another's"},
	{"a lock behind an interface", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Sync = state.Of(&state.SyncFact{Kind: state.Write, Must: true}) }, "perhaps a common lock"},
	{"another lock", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Sync = state.Of(at("other", state.Write)) }, ""},
	{"one goroutine", conflict.GuardedMap, oneGoroutine, "one goroutine makes both"},
	{"one of many goroutines", conflict.GuardedMap, func(u, w *effect.RootAccess) { oneGoroutine(u, w); u.Root.Count = effect.Several }, ""},

	{"a locked read", conflict.SharedObject, func(u, w *effect.RootAccess) { w.Sync = state.Of(at("mu", state.Write)) }, ""},
	{"one lock", conflict.SharedObject, bothLocked, "perhaps a common lock"},
	{"the method waits for it", conflict.SharedObject, func(u, w *effect.RootAccess) { afterWait(w, u) }, "the others have been waited for"},
	{"an object of another type", conflict.SharedObject, func(u, w *effect.RootAccess) { u.ConstructedType = "p.U" }, "the object is of another type"},
	{"an object of a collection", conflict.SharedObject, func(u, w *effect.RootAccess) { u.ConstructedPaths = []string{".all[*].m"} }, "another object of a collection"},
	{"the map of a request", conflict.SharedObject, func(u, w *effect.RootAccess) {
		u.Root.Kind, u.Place.Kind, u.ByConstructor = effect.Entry, place.Value, false
	}, "the object may belong to the request"},
	{"a callback of the loop", conflict.SharedObject, func(u, w *effect.RootAccess) {
		u.Place, w.Place, w.Root.Kind = global("m"), global("m"), effect.Callback
		u.Sync = state.Of(held("ch", state.OnEventLoop))
	}, "the loop may be there to call it"},
	{"a callback of the goroutine", conflict.SharedObject, func(u, w *effect.RootAccess) { w.Root.Kind, w.Pos = effect.Callback, u.Pos }, "the callback may be what the goroutine runs"},
	{"its own variable", conflict.SharedObject, func(u, w *effect.RootAccess) { w.Op, u.LoadedSteps = state.OpReplace, 1 }, "own variable"},
	{"an empty map", conflict.SharedObject, func(u, w *effect.RootAccess) { u.Op, u.FillsNil = state.OpReplace, true }, "an empty map in place of none"},
	{"a part of the object", conflict.SharedScalar, func(u, w *effect.RootAccess) { w.Place = field("a").Field("on", "p.T") }, otherObject},

	{"by a callback", conflict.HalfAtomic, by(effect.Callback), "nobody knows when the callback runs"},
	{"by main", conflict.HalfAtomic, by(effect.Main), "main runs before or after all others"},
	{"under the caller's lock", conflict.HalfAtomic, func(u, w *effect.RootAccess) { u.ExpectsLock = true }, "the caller is to hold a lock"},
	{"of an argument", conflict.HalfAtomic, ofArgument, callersOwn},
	{"in a part of the object", conflict.HalfAtomic, func(u, w *effect.RootAccess) { u.Place = field("a").Field("on", "p.T") }, otherObject},
	{"one lock", conflict.HalfAtomic, bothLocked, "perhaps a common lock"},

	{"a method deletes", conflict.FilledOnDemand, func(u, w *effect.RootAccess) { w.Op = state.OpDelete }, "the use of the object says that it is no cache"},
	{"in a loop over a helper", conflict.FilledOnDemand, func(u, w *effect.RootAccess) { u.OnDemandInLoop = true }, "a loop fills the map, as a loader does that is called once"},
	{"all by one goroutine", conflict.LostSince, func(u, w *effect.RootAccess) { starts(u); starts(w); w.Root.Pos = u.Root.Pos }, "one goroutine makes all changes"},
}

func TestByRoots(t *testing.T) {
	made := func(kind conflict.EvidenceKind, change change) conflict.Pair {
		u, w := pairs[kind]()
		u.Root.Pos, w.Root.Pos, u.Pos.P, w.Pos.P = 1, 2, 11, 12
		change(u, w)
		v := &guard.Variable{Uses: []*effect.RootAccess{u, w}}
		if kind == conflict.GuardedMap || kind == conflict.StatedGuard {
			v.Lock, v.Way, v.Holders = "p.T.mu", ".m", []*effect.RootAccess{w}
			if u.Place.Len() > 1 {
				v.Way = u.Place.Path
			}
		}
		return conflict.ByRoots(kind, u, w, v)
	}
	for kind := range pairs {
		t.Run("nothing/"+kind.String(), func(t *testing.T) { check(t, made(kind, func(u, w *effect.RootAccess) {}), "") })
	}
	for _, test := range rootPairs {
		t.Run(test.name+"/"+test.kind.String(), func(t *testing.T) { check(t, made(test.kind, test.change), test.want) })
	}
}
