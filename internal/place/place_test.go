package place

import (
	"slices"
	"strings"
	"testing"
)

var (
	recv   = Place{Kind: Param}
	arg    = Place{Kind: Param, Index: 1}
	global = Place{Kind: Global, Name: "p.g"}
	local  = Place{Kind: Local, Name: "f#t0"}
)

func TestSame(t *testing.T) {
	m := recv.Field("m", "p.T")
	for _, tt := range []struct {
		name string
		p, q Place
		want bool
	}{
		{"itself", m, recv.Field("m", "p.T"), true},
		{"another field", m, recv.Field("n", "p.T"), false},
		{"another root", m, arg.Field("m", "p.T"), false},
		{"unknown", Place{}, Place{}, false},
		{"constant index", m.Elem(Number("1")), m.Elem(Number("1")), true},
		{"other index", m.Elem(Number("1")), m.Elem(Number("2")), false},
		{"unknown index", m.Elem(Index{}), m.Elem(Index{}), false},
		{"unknown key", m.MapElem(Index{}), m.MapElem(Index{}), true},
	} {
		if got := tt.p.Same(tt.q); got != tt.want {
			t.Errorf("%s: Same = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMayAlias(t *testing.T) {
	mu := recv.Field("mu", "p.T")
	wild := arg
	wild.Wild = true
	for _, tt := range []struct {
		name string
		p, q Place
		want bool
	}{
		{"itself", mu, mu, true},
		{"the same field of another object", mu, arg.Field("mu", "p.T"), true},
		{"another field of the same object", mu, recv.Field("tombMu", "p.T"), false},
		{"a field of another type", mu, arg.Field("mu", "p.U"), false},
		{"a fresh lock", mu, local, false},
		{"a lock that is a parameter", mu, arg, true},
		{"two globals", global, Place{Kind: Global, Name: "p.h"}, false},
		{"any lock", mu, wild, true},
		{"unknown shard", recv.Elem(Index{}).Field("mu", "p.S"), recv.Elem(Number("3")).Field("mu", "p.S"), true},
		{"two shards", recv.Elem(Number("2")).Field("mu", "p.S"), recv.Elem(Number("3")).Field("mu", "p.S"), false},
	} {
		if got := tt.p.MayAlias(tt.q); got != tt.want {
			t.Errorf("%s: MayAlias = %v, want %v", tt.name, got, tt.want)
		}
		if got := tt.q.MayAlias(tt.p); got != tt.want {
			t.Errorf("%s, the other way round: MayAlias = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestStepsAreBounded(t *testing.T) {
	p := recv
	for range MaxSteps {
		p = p.Field("next", "p.T")
	}
	if !p.Known() || p.Len() != MaxSteps {
		t.Fatalf("%d steps: %+v", MaxSteps, p)
	}
	if q := p.Field("next", "p.T"); q.Known() {
		t.Errorf("one step more is still known: %+v", q)
	}
	if q := recv.Field("a", "").Join(p); q.Known() {
		t.Errorf("a join of too many steps is still known: %+v", q)
	}
}

func TestJoinAndInstantiate(t *testing.T) {
	callee := recv.Field("m", "p.T").MapElem(ParamIndex(1))
	got := global.Field("t", "p.G").Join(callee.Instantiate(func(i int) Index {
		if i != 1 {
			t.Errorf("asked for parameter %d", i)
		}
		return String("key")
	}))
	want := global.Field("t", "p.G").Field("m", "p.T").MapElem(String("key"))
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if q := callee.Instantiate(func(int) Index { return Index{} }); !q.ManyElems() {
		t.Errorf("an unknown key gives %+v", q)
	}
}

func TestPrefixes(t *testing.T) {
	p := recv.Field("a", "").MapElem(Index{}).Field("b", "")
	var got []string
	for q := range p.Prefixes() {
		got = append(got, q.Path)
	}
	if len(got) != 3 || got[0] != ".a{*}.b" || got[1] != ".a{*}" || got[2] != ".a" {
		t.Errorf("Prefixes = %q", got)
	}
	if r := p.Rest(slices.Collect(p.Prefixes())[1]); r.Path != ".b" {
		t.Errorf("Rest = %q", r.Path)
	}
	if q := recv.Field("ab", ""); q.HasPrefix(recv.Field("a", "")) {
		t.Error("ab has the prefix a")
	}
}

// TestShards allows a path that passes an element of a slice one step more.
func TestShards(t *testing.T) {
	t.Parallel()
	conns := func(p Place) Place {
		return p.Field("shards", "T").Elem(Index{}).Field("peers", "S").MapElem(Index{}).Field("conns", "P")
	}
	root := Place{Kind: Param}
	if p := conns(root); p.Path != ".shards[*].peers{*}.conns" {
		t.Errorf("an element of a shard is %q", p.Path)
	}
	if p := conns(root.Field("m", "M")); p.Known() {
		t.Errorf("%q is too long", p.Path)
	}
	if p := root.Field("m", "M").Field("a", "A").Join(conns(Place{Kind: Param})); p.Known() {
		t.Errorf("joined, %q is too long", p.Path)
	}
}

// TestIndexes keeps indexes apart that differ, whatever their text is.
func TestIndexes(t *testing.T) {
	t.Parallel()
	all := []Index{
		{}, ParamIndex(1), Number("1"), Number("true"), String("1"), String("$1"), String("*"), String(""), String("true"),
		String("a.b"), String("a[b"), String("a#"), String("a%2eb"), String("context:a"), ContextKey("a"), ContextKey("a.b"),
	}
	seen := map[string]bool{}
	for _, i := range all {
		p := recv.Field("m", "p.T").MapElem(i)
		if seen[p.Path] || !p.Valid() || p.Len() != 2 || p.Parent().Path != ".m" {
			t.Errorf("%q is no path of its own, of two steps", p.Path)
		}
		seen[p.Path] = true
		if q := p.Instantiate(func(int) Index { return String("given") }); (q != p) != (i == ParamIndex(1)) {
			t.Errorf("%q becomes %q", p.Path, q.Path)
		}
		if strings.Contains(i.String(), contextKey) && p.OfContext() != (i.text[0] != '"') {
			t.Errorf("%q: OfContext = %v", p.Path, p.OfContext())
		}
	}
}

// TestContent checks the places of what an atomic variable, a sync.Map or a channel hands out.
func TestContent(t *testing.T) {
	recv := Place{Kind: Param}
	all := recv.Field("all", "p.T")
	entry := all.Content().MapElem(ParamIndex(1))
	for _, p := range []Place{all.Content(), entry, entry.Field("m", "p.E"), entry.Content(), recv.Content(), recv.Content().MapElem(Index{})} {
		if !p.Valid() || !p.Published() {
			t.Errorf("%q: valid %t, published %t", p.Path, p.Valid(), p.Published())
		}
	}
	if all.Published() {
		t.Errorf("%q is published", all.Path)
	}
	if got := entry.Content().Instantiate(func(int) Index { return String("k!") }).Path; got != `.all!{"k%21}!` {
		t.Errorf("instantiated: %q", got)
	}
	if got, want := entry.Content().AnyKeys(), ".all!{*}!"; got != want {
		t.Errorf("AnyKeys: %q, want %q", got, want)
	}
	if got := (Place{Kind: Global, Name: "p.all"}).Join(entry.Rest(all)).Path; got != "!{$1}" {
		t.Errorf("joined: %q", got)
	}
	if entry.HasPrefix(all) || !entry.HasPrefix(all.Content()) {
		t.Error("an entry is in the content of its container, not in the container")
	}
}
