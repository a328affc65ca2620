package inventory

import (
	"go/token"
	"slices"
	"testing"
)

// TestMeet wants a lock that one of two ways to an access lacks to be held on some paths only.
func TestMeet(t *testing.T) {
	mu, read, maybe := Lock{Name: "mu"}, Lock{Name: "mu", Read: true}, Lock{Name: "mu", Maybe: true}
	for _, test := range []struct{ a, b, want []Lock }{
		{[]Lock{mu}, []Lock{mu}, []Lock{mu}},
		{[]Lock{mu}, []Lock{read}, []Lock{read}},
		{[]Lock{mu}, nil, []Lock{maybe}},
		{nil, []Lock{mu}, []Lock{maybe}},
		{nil, nil, nil},
		{[]Lock{mu}, []Lock{{Name: "other"}}, []Lock{maybe, {Name: "other", Maybe: true}}},
	} {
		if got := meet(test.a, test.b); !slices.Equal(got, test.want) {
			t.Errorf("meet(%v, %v) = %v, want %v", test.a, test.b, got, test.want)
		}
	}
}

// TestGuardOfLocal wants the guard of a local variable to be a lock that every thread holds, at
// two accesses or more.
func TestGuardOfLocal(t *testing.T) {
	at := func(locks ...Lock) *access { return &access{Access: Access{Locks: locks}, writes: true} }
	mu := Lock{Name: "mu"}
	e := &entry{lanes: map[laneID]*lane{
		{kind: Main}:      {at: map[token.Pos]*access{1: at(mu), 2: at(mu), 3: at(mu)}},
		{kind: Goroutine}: {at: map[token.Pos]*access{1: at(mu), 2: at()}},
	}}
	if name, held := e.guardName(); name != "mu" || len(held) != 2 || !held[1] || !held[3] {
		t.Errorf("got %q, held at %v", name, held)
	}
	e.lanes[laneID{kind: Goroutine}].at[3] = at(Lock{Name: "mu", Read: true})
	if name, _ := e.guardName(); name != "" {
		t.Errorf("got %q, held for writing at one access alone", name)
	}
}
