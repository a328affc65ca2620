package veto

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

func global(name string) place.Place { return place.Place{Kind: place.Global, Name: "p." + name} }

// held returns a fact about a global: a lock or semaphore is held, or a channel orders.
func held(name string, kind state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: global(name), Kind: kind, Must: true}
}

// access returns an access to a global map.
func access(op state.Op) effect.Access {
	return effect.Access{Op: op, Place: global("m"), LoadedSteps: -1, Site: &effect.Site{Expr: "m", Func: "f"}}
}

// TestScopeVetoes changes, one property at a time, a pair that is reported: a goroutine
// writes to a global map while a function reads it.
func TestScopeVetoes(t *testing.T) {
	type items struct{ a, b *effect.ScopedAccess }
	both := func(a, b *state.SyncFact) func(items) {
		return func(x items) { x.a.Sync, x.b.Sync = state.Of(a), state.Of(b) }
	}
	maybe := func(m *state.SyncFact) *state.SyncFact { return m.OnlyIf(false) }
	elements := func(x items) {
		x.a.Place, x.b.Place = x.a.Place.MapElem(place.Index{}), x.b.Place.MapElem(place.Index{})
	}
	for _, test := range []struct {
		name   string
		change func(items)
		want   ledger.Rule
	}{
		{"nothing", func(items) {}, ""},
		{"a parallel subtest", func(x items) { x.a.Spawn.Parallel = true }, "ordered by the start or the end of the goroutine"},
		{"one lock", both(held("mu", state.Write), held("mu", state.Write)), "common lock"},
		{"one lock, on some paths", both(maybe(held("mu", state.Write)), maybe(held("mu", state.Write))), perhapsLocked},
		{"a lock and its reader side", both(held("mu", state.Write), held("mu", state.Read)), "common lock"},
		{"two readers", both(held("mu", state.Read), held("mu", state.Read)), ""},
		{"two locks", both(held("mu", state.Write), held("other", state.Write)), ""},
		{"one semaphore", both(held("ch", state.Semaphore), held("ch", state.Semaphore)), "common semaphore"},
		{"a semaphore and a lock", both(held("ch", state.Semaphore), held("ch", state.Write)), ""},
		{"one Once", both(held("once", state.OnceBody), held("once", state.OnceBody)), "once"},
		{"after a Once", both(held("once", state.OnceBody), held("once", state.After)), "once"},
		{"before a Once", both(held("once", state.OnceBody), held("once", state.Before)), ""},
		{"one event loop", both(held("ch", state.OnEventLoop), held("ch", state.OnEventLoop)), "one event loop"},
		{"sent and received", both(held("ch", state.Before), held("ch", state.After)), "before a receive"},
		{"received and sent", both(held("ch", state.After), held("ch", state.Before)), "after a send"},
		{"sent twice", both(held("ch", state.Before), held("ch", state.Before)), ""},
		{"waited for others", both(held("wg", state.AfterWait), held("wg", state.AfterWait)), ""},
		{"the variable was read before", func(x items) { x.b.Op, x.a.LoadedSteps = state.OpReplace, 0 }, "own variable"},
		{"the variable is read again", func(x items) { x.b.Op = state.OpReplace }, ""},
		{"elements", elements, otherElements},
		{"elements of a guarded object", func(x items) {
			elements(x)
			x.a.Sync = state.Of(held("mu", state.Write))
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := &effect.SpawnScope{Accesses: []effect.ScopedAccess{
				{Access: access(state.OpWrite), Spawn: &effect.Thread{}},
				{Access: access(state.OpRead)},
			}}
			s.Order = effect.AfterInit{Scope: s}
			test.change(items{&s.Accesses[0], &s.Accesses[1]})
			if got := Scope(nil, s, 0, 1).First; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}
