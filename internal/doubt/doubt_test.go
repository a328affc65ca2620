package doubt

import (
	"go/token"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/guard"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// TestTable checks that every row is complete, has a name of its own, says why it does not
// apply to all kinds of evidence, and has a test below.
func TestTable(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range namePairs {
		tested[c.want] = true
	}
	for _, c := range phasePairs {
		tested[c.want] = true
	}
	for _, c := range remarkPairs {
		tested[c.want] = true
	}
	seen := map[string]bool{}
	for _, r := range table {
		if r.Name == "" || r.Reason == "" || r.Steps == 0 || seen[r.Name] || (r.to == 0) != (r.because == "") {
			t.Errorf("the doubt %+v applies to %b because %q", r.Doubt, r.to, r.because)
		}
		if !tested[r.Name] {
			t.Errorf("the doubt %s has no pair test", r.Name)
		}
		seen[r.Name] = true
	}
}

// check asks for the doubts about a pair and compares the names with want, "" for none.
func check(t *testing.T, p conflict.Pair, want string) {
	t.Helper()
	got := ""
	for _, d := range Of(&p) {
		got += d.Name
	}
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// field returns an access to the map m of the receiver by a function with that name.
func field(name string, query, writes bool, facts ...*state.SyncFact) *effect.RootAccess {
	op := state.OpRead
	if writes {
		op = state.OpWrite
	}
	return &effect.RootAccess{
		Access: effect.Access{Op: op, Place: place.Place{Kind: place.Param, Path: ".m"}, Sync: state.Of(facts...), Site: &effect.Site{Func: name, Query: query}},
		Root:   &effect.Root{Name: name, Declaration: effect.Declaration{Query: query, Method: true}},
	}
}

// ch returns a fact about the channel field ch.
func ch(kind state.Kind) *state.SyncFact {
	return &state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".ch", Owner: "p.T.ch"}, Kind: kind}
}

// mu returns the fact that the lock field mu is held.
func mu() *state.SyncFact { return lock("mu") }

// lock returns the fact that a lock field is held.
func lock(name string) *state.SyncFact {
	return &state.SyncFact{Place: place.Place{Kind: place.Param, Path: "." + name, Owner: "p.T." + name}, Kind: state.Write, Must: true}
}

// remarkPairs change, in one way each, a read by one method and a write by another one.
var remarkPairs = []struct {
	name   string
	kind   conflict.EvidenceKind
	change func(u, w *effect.RootAccess)
	want   string
}{
	{"nothing", conflict.GuardedMap, func(u, w *effect.RootAccess) {}, ""},
	{"no lock is needed", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Says = effect.SaysSafe }, "comment-no-lock"},
	{"no lock is needed, by the caller", conflict.SharedObject, func(u, w *effect.RootAccess) { u.PathRemarks = effect.SaysSafe }, "comment-no-lock"},
	{"no lock is needed for the other", conflict.SharedObject, func(u, w *effect.RootAccess) { w.Says = effect.SaysSafe }, "comment-no-lock"},
	{"no lock is needed where one is held", conflict.GuardedMap, func(u, w *effect.RootAccess) {
		w.Says, w.Sync = effect.SaysSafe, state.Of(mu())
	}, ""},
	{"no lock is needed for an atomic access", conflict.HalfAtomic, func(u, w *effect.RootAccess) {
		w.Says, w.Scalar = effect.SaysSafe, effect.AtomicScalar
	}, ""},
	{"alone", conflict.SharedObject, func(u, w *effect.RootAccess) { u.Says = effect.SaysAlone }, "comment-alone"},
	{"for tests", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.PathRemarks = effect.SaysForTests }, "for-tests"},
	{"a channel of unknown room", conflict.SharedObject, func(u, w *effect.RootAccess) {
		u.Sync, w.Sync = state.Of(ch(state.MaySemaphore)), state.Of(ch(state.MaySemaphore))
	}, "channel-room"},
	{"a channel, and none", conflict.SharedObject, func(u, w *effect.RootAccess) { u.Sync = state.Of(ch(state.MaySemaphore)) }, ""},
	{"a new object", conflict.HalfCloned, func(u, w *effect.RootAccess) { w.Func = "UnmarshalText" }, "name-decodes"},
	{"the copy that a value receiver is", conflict.ClaimedByCopy, func(u, w *effect.RootAccess) { u.Root.OnValue = true }, "receiver-copy"},
	{"a copy that the method makes", conflict.ClaimedByCopy, func(u, w *effect.RootAccess) {}, ""},
	{"a function that loads", conflict.PackageState, func(u, w *effect.RootAccess) { u.Root.Name, u.Root.Method = "LoadAll", false }, "name-starts"},
	{"a method that loads", conflict.PackageState, func(u, w *effect.RootAccess) { u.Root.Name = "LoadAll" }, ""},
	{"any object", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.Func = "UnmarshalText" }, ""},
	{"a lock with a name for another field", conflict.OwnTestimony, func(u, w *effect.RootAccess) { u.Field, w.Sync = "p.T.items", state.Of(lock("cacheMu")) }, "name-other-lock"},
	{"a lock with the name of the map", conflict.OwnTestimony, func(u, w *effect.RootAccess) { u.Field, w.Sync = "p.T.items", state.Of(lock("itemMutex")) }, ""},
	{"a lock with the name of the struct", conflict.OwnTestimony, func(u, w *effect.RootAccess) { u.Field, w.Sync = "p.Cache.items", state.Of(lock("cacheMu")) }, ""},
	{"a lock with a plain name", conflict.OwnTestimony, func(u, w *effect.RootAccess) { u.Field, w.Sync = "p.T.items", state.Of(lock("RWMutex")) }, ""},
	{"a majority", conflict.GuardedMap, func(u, w *effect.RootAccess) { u.Field, w.Sync = "p.T.items", state.Of(lock("cacheMu")) }, ""},
	{"the length", conflict.BareThread, func(u, w *effect.RootAccess) { u.Op = state.OpLen }, "len-only"},
	{"the length, under another lock", conflict.DifferentLocks, func(u, w *effect.RootAccess) { u.Op = state.OpLen }, ""},
	{"a witness that sets the object up", conflict.LoadedEarly, func(u, w *effect.RootAccess) { w.Func = "setup" }, "name-opens"},
	{"a goroutine that sets the object up", conflict.LoadedEarly, func(u, w *effect.RootAccess) { w.Func, w.Root.Kind = "setup", effect.Goroutine }, ""},
	{"one of a majority sets the object up", conflict.GuardedMap, func(u, w *effect.RootAccess) { w.Func = "setup" }, ""},
	{"a function that starts the goroutine", conflict.BareThread, func(u, w *effect.RootAccess) {
		u.Root.Kind, u.Root.StartedBy = effect.Goroutine, []token.Pos{w.Root.Pos}
	}, "before-start"},
	{"a function that a goroutine starts", conflict.BareThread, func(u, w *effect.RootAccess) {
		w.Root.Kind, w.Root.StartedBy = effect.Goroutine, []token.Pos{u.Root.Pos}
	}, "before-start"},
	{"another function starts the goroutine", conflict.BareThread, func(u, w *effect.RootAccess) {
		u.Root.Kind, u.Root.StartedBy = effect.Goroutine, []token.Pos{3}
	}, ""},
}

func TestRemarks(t *testing.T) {
	for _, c := range remarkPairs {
		t.Run(c.name, func(t *testing.T) {
			u, w := field("Get", true, false), field("Put", false, true)
			u.Root.Pos, w.Root.Pos = 1, 2
			c.change(u, w)
			v := &guard.Variable{Uses: []*effect.RootAccess{u, w}}
			for _, m := range w.Sync.Locks() {
				v.Lock = guard.KeyOf(m)
			}
			check(t, conflict.ByRoots(c.kind, u, w, v), c.want)
		})
	}
}
