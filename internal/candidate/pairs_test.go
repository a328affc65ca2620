package candidate

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The pairs here are made by hand. Each table begins with a pair that is reported; each
// row changes it in one way.

// recv is the receiver of a method of p.T, a struct with the maps m and n, the locks mu
// and other, the channel ch and the scalar on.
var recv = place.Place{Kind: place.Param}

func field(name string) place.Place { return recv.Field(name, "p.T") }

// at returns a fact about a field of the receiver: a lock is held, or a channel orders.
func at(name string, mode state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: field(name), Kind: mode, Must: true}
}

func global(name string) place.Place { return place.Place{Kind: place.Global, Name: "p." + name} }

// held returns the same fact about a global.
func held(name string, mode state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: global(name), Kind: mode, Must: true}
}

// access returns an access to a place, with the field "p.T.name" if the place has a field.
func access(op state.Op, p place.Place, marks ...*state.SyncFact) effect.Access {
	return effect.Access{Op: op, Place: p, LoadedSteps: -1, Sync: state.Of(marks...), Site: &effect.Site{Expr: "m", Func: "f", Field: p.Owner}}
}

// heard returns a record that keeps the first reason of the last silent pair.
func heard(rule *ledger.Rule) *ledger.Record {
	*rule = ""
	return ledger.NewRecord(func(_, _ effect.ScopedAccess, why ledger.Rule) { *rule = why }, false)
}

// method returns an access by an exported method of p.T.
func method(name string, a effect.Access) *effect.RootAccess {
	return &effect.RootAccess{Access: a, Root: &effect.Root{Kind: effect.API, Name: name, Declaration: effect.Declaration{Method: true}, Recv: "p.T"}}
}

// TestGuardVetoes has a map that mu guards. One method writes to the map and holds mu;
// another method reads the map without mu.
func TestGuardVetoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(u, w *effect.RootAccess)
		want   ledger.Rule
	}{
		{"nothing", func(u, w *effect.RootAccess) {}, ""},
		{"a write", func(u, w *effect.RootAccess) { u.Op = state.OpWrite }, ""},
		{"by a goroutine", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Goroutine }, ""},
		{"by a handler", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Entry }, ""},
		{"by a callback", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Callback }, "nobody knows when the callback runs"},
		{"by main", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Main }, "main runs before or after all others"},
		{"after a wait", func(u, w *effect.RootAccess) { u.Sync = state.Of(at("wg", state.AfterWait), at("wg", state.After)) }, "the others have been waited for"},
		{"in another package", func(u, w *effect.RootAccess) { u.Pos.Text = "q.go:1" }, "the package that has the access reports it"},
		{"a new map", func(u, w *effect.RootAccess) { u.Op = state.OpReplace }, "a new map for an object that may be new"},
		{"a new map under another lock", func(u, w *effect.RootAccess) { u.Op, u.Sync = state.OpReplace, state.Of(at("other", state.Write)) }, ""},
		{"of an argument", func(u, w *effect.RootAccess) { u.Place.Index = 1 }, "the object may be the caller's own"},
		{"another map", func(u, w *effect.RootAccess) { u.Place = field("n") }, "the guard is not on the way to the map"},
		{"a lock behind an interface", func(u, w *effect.RootAccess) { u.Sync = state.Of(&state.SyncFact{Kind: state.Write, Must: true}) }, "perhaps a common lock"},
		{"another lock", func(u, w *effect.RootAccess) { u.Sync = state.Of(at("other", state.Write)) }, ""},
		{"one goroutine", func(u, w *effect.RootAccess) {
			u.Root.Kind, w.Root.Kind, u.Root.Pos = effect.Goroutine, effect.Goroutine, w.Root.Pos
		}, "one goroutine makes both"},
		{"one of many goroutines", func(u, w *effect.RootAccess) {
			u.Root.Kind, w.Root.Kind, u.Root.Pos, u.Root.Many = effect.Goroutine, effect.Goroutine, w.Root.Pos, true
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := method("Get", access(state.OpRead, field("m")))
			w := method("Put", access(state.OpWrite, field("m"), at("mu", state.Write)))
			u.Root.Pos, w.Root.Pos = 1, 2
			test.change(u, w)
			var got ledger.Rule
			v := guardedMap{&guard.Variable{Uses: []*effect.RootAccess{u, w}, Evidence: guard.Evidence{Lock: "p.T.mu", Way: ".m"}, Holders: []*effect.RootAccess{w}}, nil, heard(&got)}
			fs := v.findings()
			if got != test.want || (len(fs) == 1) != (test.want == "") {
				t.Errorf("%d findings, silent because %q, want %q", len(fs), got, test.want)
			}
		})
	}
}

// TestObjectVetoes has an object whose constructor starts a goroutine. The goroutine writes
// to the object's map, and a method reads it.
func TestObjectVetoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(a, b *effect.RootAccess)
		want   ledger.Rule
	}{
		{"nothing", func(a, b *effect.RootAccess) {}, ""},
		{"a locked read", func(a, b *effect.RootAccess) { b.Sync = state.Of(at("mu", state.Write)) }, ""},
		{"one lock", func(a, b *effect.RootAccess) {
			a.Sync, b.Sync = state.Of(at("mu", state.Write)), state.Of(at("mu", state.Write))
		}, "perhaps a common lock"},
		{"the method waits for it", func(a, b *effect.RootAccess) { b.Sync = state.Of(at("wg", state.AfterWait), at("wg", state.After)) }, "the others have been waited for"},
		{"an object of another type", func(a, b *effect.RootAccess) { a.ConstructedType = "p.U" }, "the object is of another type"},
		{"its own variable", func(a, b *effect.RootAccess) { b.Op, a.LoadedSteps = state.OpReplace, 1 }, "own variable"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := method("run", access(state.OpWrite, field("m")))
			a.Root.Kind, a.Root.Thread = effect.Goroutine, &effect.Thread{}
			a.OfStarter, a.ByConstructor, a.ConstructedType, a.ConstructedPath = true, true, "p.T", ".m"
			b := method("Get", access(state.OpRead, field("m")))
			test.change(a, b)
			var got ledger.Rule
			fs := onObjects([]*effect.RootAccess{a, b}, heard(&got))
			if got != test.want || (len(fs) == 1) != (test.want == "") {
				t.Errorf("%d findings, silent because %q, want %q", len(fs), got, test.want)
			}
		})
	}
}

// TestOnDemandVetoes has a function that fills a global map when it needs an entry.
func TestOnDemandVetoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(u, other *effect.RootAccess)
		want   ledger.Rule
	}{
		{"nothing", func(u, other *effect.RootAccess) {}, ""},
		{"a lock elsewhere", func(u, other *effect.RootAccess) { other.Sync = state.Of(held("mu", state.Write)) }, "some access holds a lock or is ordered"},
		{"in a loop over a helper", func(u, other *effect.RootAccess) { u.OnDemandInLoop, u.Via = true, 1 }, "a loop fills the map, as a loader does that is called once"},
		{"a method with a context", func(u, other *effect.RootAccess) { methodWithContext(u); methodWithContext(other) }, ""},
		{"a method that deletes", func(u, other *effect.RootAccess) {
			methodWithContext(u)
			methodWithContext(other)
			other.Op = state.OpDelete
		}, "the use of the object says that it is no cache"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := &effect.RootAccess{Access: access(state.OpWrite, global("m")), Root: &effect.Root{Name: "Get"}}
			u.OnDemand = true
			other := &effect.RootAccess{Access: access(state.OpRead, global("m")), Root: &effect.Root{Name: "Get"}}
			test.change(u, other)
			var got ledger.Rule
			if _, found := onDemand([]*effect.RootAccess{u, other}, heard(&got)); got != test.want || found != (test.want == "") {
				t.Errorf("found: %v, silent because %q, want %q", found, got, test.want)
			}
		})
	}
}

// methodWithContext changes an access to one by a method that serves requests.
func methodWithContext(u *effect.RootAccess) {
	u.Place, u.Root = field("m"), &effect.Root{Name: "Get", Declaration: effect.Declaration{Method: true, TakesContext: true}, Recv: "p.T"}
}

// TestAtomicVetoes has a scalar that one method sets atomically and another one plainly.
func TestAtomicVetoes(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(u, w *effect.RootAccess)
		want   ledger.Rule
	}{
		{"nothing", func(u, w *effect.RootAccess) {}, ""},
		{"by a callback", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Callback }, "nobody knows when the callback runs"},
		{"by main", func(u, w *effect.RootAccess) { u.Root.Kind = effect.Main }, "main runs before or after all others"},
		{"under the caller's lock", func(u, w *effect.RootAccess) { u.ExpectsLock = true }, "the caller is to hold a lock"},
		{"of an argument", func(u, w *effect.RootAccess) { u.Place.Index = 1 }, "the object may be the caller's own"},
		{"in a part of the object", func(u, w *effect.RootAccess) { u.Place = field("a").Field("on", "p.T") }, "the same field of another object"},
		{"one lock", func(u, w *effect.RootAccess) {
			u.Sync, w.Sync = state.Of(at("mu", state.Write)), state.Of(at("mu", state.Write))
		}, "perhaps a common lock"},
	} {
		t.Run(test.name, func(t *testing.T) {
			u := method("Reset", access(state.OpWrite, field("on")))
			w := method("Set", access(state.OpWrite, field("on")))
			u.Scalar, w.Scalar, u.Func, w.Func = effect.FlagScalar, effect.AtomicScalar, "Reset", "Set"
			test.change(u, w)
			var got ledger.Rule
			fs := halfAtomic([]*effect.RootAccess{u, w}, heard(&got))
			if got != test.want || (len(fs) == 1) != (test.want == "") {
				t.Errorf("%d findings, silent because %q, want %q", len(fs), got, test.want)
			}
		})
	}
}
