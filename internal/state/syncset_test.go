package state

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/place"
)

func lock(name string) place.Place {
	return place.Place{Kind: place.Param}.Field(name, "p.T")
}

func fact(name string, kind Kind, must bool) *SyncFact {
	return &SyncFact{Place: lock(name), Kind: kind, Must: must}
}

func TestJoin(t *testing.T) {
	both := SyncSet{}.With(fact("mu", Write, true))
	one := both.With(fact("other", Read, true))
	got := Join(both, one)
	want := SyncSet{}.With(fact("mu", Write, true)).With(fact("other", Read, false))
	if !Equal(got, want) {
		t.Errorf("Join = %v, want %v: a lock of one path only may be held", got, want)
	}
	if met := Meet(both, one); !Equal(met, both) {
		t.Errorf("Meet = %v, want %v", met, both)
	}
	if back := Join(one, both); !Equal(back, got) {
		t.Errorf("Join is not symmetric: %v, %v", back, got)
	}
}

func TestWithDoesNotChangeItsReceiver(t *testing.T) {
	ms := SyncSet{}.With(fact("a", Write, false)).With(fact("c", Write, false))
	ms.With(fact("b", Write, true))
	ms.With(fact("a", Write, true))
	ms.Without(lock("a"), Write)
	if want := Of(fact("a", Write, false), fact("c", Write, false)); !Equal(ms, want) {
		t.Errorf("the facts changed to %v", ms)
	}
}

func TestExcludes(t *testing.T) {
	other := fact("mu", Write, true)
	other.Place = place.Place{Kind: place.Param}.Field("tombMu", "p.T")
	unknown := &SyncFact{Kind: Write}
	for _, tt := range []struct {
		name string
		a, b *SyncFact
		want bool
	}{
		{"two writers", fact("mu", Write, true), fact("mu", Write, true), true},
		{"writer and reader", fact("mu", Write, true), fact("mu", Read, true), true},
		{"two readers", fact("mu", Read, true), fact("mu", Read, true), false},
		{"maybe held", fact("mu", Write, false), fact("mu", Write, true), true},
		{"another lock", fact("mu", Write, true), other, false},
		{"an unknown lock may be any", fact("mu", Write, true), unknown, true},
		{"before the send, after the receive", fact("ch", Before, true), fact("ch", After, true), true},
		{"both after the receive", fact("ch", After, true), fact("ch", After, true), false},
		{"both inside one Once", fact("once", OnceBody, true), fact("once", OnceBody, true), true},
		{"inside and after a Once", fact("once", OnceBody, true), fact("once", After, true), true},
		{"one semaphore", fact("sem", Semaphore, false), fact("sem", Semaphore, false), true},
		{"a channel of unknown capacity", fact("sem", MaySemaphore, false), fact("sem", MaySemaphore, false), false},
	} {
		if got := len(Of(tt.a).Excludes(Of(tt.b))) > 0; got != tt.want {
			t.Errorf("%s: excludes = %v, want %v", tt.name, got, tt.want)
		}
		if got := len(Of(tt.b).Excludes(Of(tt.a))) > 0; got != tt.want {
			t.Errorf("%s, the other way round: excludes = %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMapKeepsUnknownLocks(t *testing.T) {
	ms := SyncSet{}.With(fact("mu", Write, true)).With(fact("ch", After, true))
	got := ms.Map(func(place.Place) place.Place { return place.Place{} })
	if len(got) != 1 || got[0].Kind != Write {
		t.Errorf("Map = %v, want a lock that may be any and no wait", got)
	}
}

// TestPairs states for every pair of kinds, on one object, what the Go memory model says
// of two accesses by different goroutines that have these marks. A pair of modes that is
// not listed orders nothing.
func TestPairs(t *testing.T) {
	type pair struct{ a, b Kind }
	const (
		apart   = "apart"   // they exclude each other, or order the accesses
		perhaps = "perhaps" // they do if the capacity of a channel is one
	)
	listed := map[pair]string{
		// Of two calls of Lock and RLock on one lock that are not both RLock, one returns
		// only after the Unlock of the other.
		{Write, Write}: apart,
		{Write, Read}:  apart,

		// A send, a close or a Done happens before the receive or the Wait that it
		// completes.
		{Before, After}: apart,

		// The function given to Once.Do returns before any call of Do on that Once
		// returns, and runs once.
		{OnceBody, OnceBody}: apart,
		{OnceBody, After}:    apart,

		// The k-th receive from a channel of capacity C happens before the k+C-th send
		// is complete: a lock if C is 1.
		{Semaphore, Semaphore}:       apart,
		{Semaphore, MaySemaphore}:    perhaps,
		{MaySemaphore, MaySemaphore}: perhaps,

		// What one goroutine does is in the order of its program.
		{OnEventLoop, OnEventLoop}: apart,

		// Not listed, with their reasons: {Read, Read}, since RLock admits several.
		// {Before, Before} and {After, After}: neither side of an event orders what is on
		// the same side. {Before, OnceBody}: Before comes from a send or a Done, and a Once
		// has neither. AfterWait goes with an After of the same WaitGroup, which orders.
	}
	name := map[Kind]string{Write: "Write", Read: "Read", Before: "Before", After: "After", OnceBody: "OnceBody",
		Semaphore: "Semaphore", AfterWait: "AfterWait", OnEventLoop: "OnEventLoop", MaySemaphore: "MaySemaphore"}
	for a := Write; a <= MaySemaphore; a++ {
		for b := Write; b <= MaySemaphore; b++ {
			t.Run(name[a]+"-"+name[b], func(t *testing.T) {
				want := listed[pair{a, b}] + listed[pair{b, a}]
				if a == b {
					want = listed[pair{a, a}]
				}
				x, y := Of(fact("x", a, true)), Of(fact("x", b, true))
				if got := Tied(a, b); got != (want == apart) {
					t.Errorf("Tied = %v, want %q", got, want)
				}
				if got := len(x.Excludes(y)) > 0; got != (want == apart) {
					t.Errorf("Excludes = %v, want %q", got, want)
				}
				if got := MayTie(a, b); got != (want == perhaps) {
					t.Errorf("MayTie = %v, want %q", got, want)
				}
				other := Of(fact("other", b, true))
				if len(x.Excludes(other)) > 0 {
					t.Error("facts about two objects tie")
				}
			})
		}
	}
}
