package link

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/place"
	"github.com/mapconcur/mapconcur/internal/state"
)

// The locks of the tests: one in a global, one in the receiver.
var (
	global   = &state.SyncFact{Place: place.Place{Kind: place.Global, Name: "m/view.mu"}, Kind: state.Write, Must: true}
	receiver = &state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".mu", Owner: "m/internal/p.T.mu"}, Kind: state.Write, Must: true}
)

// module is one with a command, which calls the internal package p. The finding says that
// p.T.Bare, which holds no lock, conflicts with p.T.Put, which holds that of the receiver.
func module(calls ...Call) []*Record {
	side := func(name string, locks state.SyncSet) Side {
		return Side{Roots: []string{"(*m/internal/p.T)." + name}, Kind: effect.API, Receiver: true, Locks: locks}
	}
	p := &Record{Package: "m/internal/p", Functions: []Function{
		{Name: "(*m/internal/p.T).Bare", Access: Exported}, {Name: "(*m/internal/p.T).Put", Access: Exported},
	}, Findings: []Finding{{
		Posn: "p.go:1:1", Category: "read-write", Certainty: conflict.Likely,
		Pairs: []Pair{{side("Bare", nil), side("Put", state.Of(receiver))}},
	}}}
	main := &Record{Package: "m", Main: true, Functions: []Function{
		{Name: "m.main", Access: Begins}, {Name: "m.main$1"}, {Name: "m.init", Access: Begins}, {Name: "m.idle"}, {Name: "m.TestT", Access: Begins, Test: true},
	}, Calls: calls}
	return []*Record{p, main}
}

// call returns a call of a method of p.T.
func call(caller, method string, how How) Call {
	return Call{Caller: caller, Callee: "(*m/internal/p.T)." + method, How: how}
}

// TestRefute has, for each reason of the table, calls of which it speaks and calls of which it
// does not.
func TestRefute(t *testing.T) {
	handler := Call{Caller: "m.main", Callee: "m.main$1", How: Value, Loop: true}
	loop := Call{Caller: "m.main", Callee: "m.main$1", How: Go}
	with := func(c Call, change func(*Call)) Call { change(&c); return c }
	fresh := func(c *Call) { c.Object = Fresh }
	ofOwner := func(c *Call) {
		c.Locks = state.Of(&state.SyncFact{Place: place.Place{Kind: place.Value, Name: ".t", Owner: "m/view.View.mu"}, Kind: state.Write, Must: true})
	}
	locked := func(c *Call) { c.Locks = state.Of(global) }
	for _, test := range []struct {
		name  string
		calls []Call
		want  string // how the reason begins, "" if there is none
	}{
		{"handlers call both", []Call{handler, call("m.main$1", "Bare", Direct), call("m.main$1", "Put", Direct)}, ""},
		{"nobody calls one", []Call{handler, call("m.main$1", "Put", Direct)}, "nothing in the module calls T.Bare"},
		{"a function that never runs calls one", []Call{handler, call("m.main$1", "Put", Direct), call("m.idle", "Bare", Direct)}, "nothing in the module calls"},
		{"a test calls one", []Call{handler, call("m.main$1", "Put", Direct), call("m.TestT", "Bare", Direct)}, "only tests call"},
		{"one becomes a value", []Call{handler, call("m.main$1", "Put", Direct), call("m.main", "Bare", Value)}, ""},
		{"init calls one", []Call{handler, call("m.main$1", "Put", Direct), call("m.init", "Bare", Direct)}, "T.Bare runs only before"},
		{"main calls one, and then a handler is served", []Call{handler, call("m.main$1", "Put", Direct), with(call("m.main", "Bare", Direct), func(c *Call) { c.Early = true })}, "T.Bare runs only before"},
		{"main calls one that starts goroutines", []Call{
			handler, call("m.main$1", "Put", Direct), with(call("m.main", "Bare", Direct), func(c *Call) { c.Early = true }),
			{Caller: "(*m/internal/p.T).Bare", Callee: "m.idle", How: Go},
		}, ""},
		{"main calls one when others may run", []Call{handler, call("m.main$1", "Put", Direct), call("m.main", "Bare", Direct)}, ""},
		{"init starts one", []Call{handler, call("m.main$1", "Put", Direct), call("m.init", "Bare", Go)}, ""},
		{"init starts the other one", []Call{call("m.init", "Put", Go), call("m.init", "Bare", Direct)}, ""},
		{"on new objects", []Call{handler, call("m.main$1", "Put", Direct), with(call("m.main$1", "Bare", Direct), fresh)}, "T.Bare is only called on objects"},
		{"on new objects that start goroutines", []Call{
			handler, call("m.main$1", "Put", Direct), with(call("m.main$1", "Bare", Direct), fresh),
			{Caller: "(*m/internal/p.T).Bare", Callee: "(*m/internal/p.T).Put", How: Go},
		}, ""},
		{"both under a lock", []Call{handler, with(call("m.main$1", "Put", Direct), locked), with(call("m.main$1", "Bare", Direct), locked)}, "all callers hold mu"},
		{"both under the lock of the object that holds theirs", []Call{handler, with(call("m.main$1", "Put", Direct), ofOwner), with(call("m.main$1", "Bare", Direct), ofOwner)}, "all callers hold View.mu"},
		{"one under a lock", []Call{handler, call("m.main$1", "Put", Direct), with(call("m.main$1", "Bare", Direct), locked)}, ""},
		{"one goroutine", []Call{loop, call("m.main$1", "Put", Direct), call("m.main$1", "Bare", Direct)}, "one goroutine alone"},
		{"several goroutines", []Call{with(loop, func(c *Call) { c.Loop = true }), call("m.main$1", "Put", Direct), call("m.main$1", "Bare", Direct)}, ""},
		{"main and a goroutine", []Call{loop, call("m.main$1", "Put", Direct), call("m.main", "Bare", Direct)}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := module(test.calls...)
			v := Link(records, true).Judge(&records[0].Findings[0])
			if !strings.HasPrefix(v.Reason, test.want) || test.want == "" && v.Reason != "" {
				t.Errorf("got %+v, want %q", v, test.want)
			}
		})
	}
}

// TestLibrary: what other modules may call is not refuted, and packages that nobody has seen
// call what is exported.
func TestLibrary(t *testing.T) {
	calls := []Call{{Caller: "m.main", Callee: "m.main$1", How: Value}, call("m.main$1", "Put", Direct)}
	for _, test := range []struct {
		name   string
		change func([]*Record)
		whole  bool
		want   bool
	}{
		{"an internal package", func([]*Record) {}, true, true},
		{"some packages", func([]*Record) {}, false, false},
		{"a package that others import", func(rs []*Record) { rs[0].Package = "m/p" }, true, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			records := module(calls...)
			test.change(records)
			if v := Link(records, test.whole).Judge(&records[0].Findings[0]); v.Refuted != test.want {
				t.Errorf("got %+v", v)
			}
		})
	}
}

// behind returns a module in which callers run a method through an interface in a variable,
// behind which stands a type with a method that writes to a map.
func behind(locks state.SyncSet, calls ...Call) []*Record {
	method := Method{Name: "Run", Signature: 1}
	run := method
	run.Func = "(*m/run.runner).Run"
	run.Effects = []Effect{{Path: ".status", Op: state.OpWrite, Locks: locks, Expr: "r.status", Posn: "run/run.go:10:2"}}
	for i := range calls {
		calls[i].Callee, calls[i].How, calls[i].Posn = "(m/run.Runner).Run", Dynamic, "main.go:9:3"
	}
	calls = append(calls, Call{Caller: "m.main", Callee: "m.main$1", How: Go, Loop: true})
	return []*Record{
		{Package: "m/run", Functions: []Function{{Name: run.Func, Access: Exported}}, Types: []Type{{"m/run.runner", []Method{run}}}, Boxed: []string{"m/run.runner"}},
		{Package: "m", Main: true, Asked: []Type{{"(m/run.Runner).Run", []Method{method}}}, Functions: []Function{
			{Name: "m.main", Access: Begins}, {Name: "m.main$1"}, {Name: "(*m.S).Do", Access: Exported},
		}, Calls: append(calls, Call{Caller: "m.main$1", Callee: "(*m.S).Do", Object: Other})},
	}
}

func TestConflicts(t *testing.T) {
	rlock := &state.SyncFact{Place: place.Place{Kind: place.Param, Path: ".mu", Owner: "m.S.mu"}, Kind: state.Read, Must: true}
	for _, test := range []struct {
		name  string
		locks state.SyncSet
		call  Call
		want  conflict.Category
	}{
		{"through a global", nil, Call{Caller: "m.main$1", Through: "m.jobs"}, conflict.WriteWrite},
		{"the method has a lock", state.Of(receiver), Call{Caller: "m.main$1", Through: "m.jobs"}, ""},
		{"the caller has a lock", nil, Call{Caller: "m.main$1", Through: "m.jobs", Held: state.Of(global)}, ""},
		{"by one goroutine", nil, Call{Caller: "m.main", Through: "m.jobs"}, ""},
		{"under a lock for reading", nil, Call{Caller: "(*m.S).Do", Through: "m.S.run", OfSelf: true, Held: state.Of(rlock)}, conflict.RLockWrite},
		{"through a field of each object", nil, Call{Caller: "(*m.S).Do", Through: "m.S.run", OfSelf: true}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got conflict.Category
			for _, c := range Link(behind(test.locks, test.call), true).Conflicts() {
				got = c.Category
				if c.Posn != "main.go:9:3" || c.Package != "m" {
					t.Errorf("at %s of %s", c.Posn, c.Package)
				}
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestOrder: the order of the records makes no difference.
func TestOrder(t *testing.T) {
	records := behind(nil, Call{Caller: "m.main$1", Through: "m.jobs"})
	want := Link(records, true).Conflicts()
	for range 10 {
		rand.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if got := Link(records, true).Conflicts(); !reflect.DeepEqual(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

func TestEncode(t *testing.T) {
	for _, r := range slices.Concat(behind(state.Of(receiver), Call{Caller: "m.main$1", Through: "m.jobs"}), module(call("m.main", "Put", Go))) {
		got, err := Decode(r.Encode())
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("%v: got %+v, want %+v", err, got, r)
		}
	}
}

// FuzzDecode: a record that is not one is an error, and whatever is decoded can be linked.
func FuzzDecode(f *testing.F) {
	for _, r := range slices.Concat(behind(nil, Call{Caller: "m.main$1", Through: "m.jobs"}), module(call("m.main", "Put", Go))) {
		f.Add(r.Encode())
	}
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := Decode(text)
		if err != nil {
			return
		}
		m := Link([]*Record{r, r}, true)
		m.Verdicts(conflict.Likely)
		m.Conflicts()
	})
}
