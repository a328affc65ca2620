package state

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/place"
)

func lock(name string) place.Place {
	return place.Place{Kind: place.Param}.Field(name, "p.T")
}

func mark(name string, mode Kind, must bool) *SyncFact {
	return &SyncFact{Place: lock(name), Kind: mode, Must: must}
}

func TestJoin(t *testing.T) {
	both := SyncSet{}.With(mark("mu", Write, true))
	one := both.With(mark("other", Read, true))
	got := Join(both, one)
	want := SyncSet{}.With(mark("mu", Write, true)).With(mark("other", Read, false))
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
	ms := SyncSet{}.With(mark("a", Write, false)).With(mark("c", Write, false))
	ms.With(mark("b", Write, true))
	ms.With(mark("a", Write, true))
	ms.Without(lock("a"), Write)
	if want := Of(mark("a", Write, false), mark("c", Write, false)); !Equal(ms, want) {
		t.Errorf("marks changed to %v", ms)
	}
}

func TestExcludes(t *testing.T) {
	other := mark("mu", Write, true)
	other.Place = place.Place{Kind: place.Param}.Field("tombMu", "p.T")
	unknown := &SyncFact{Kind: Write}
	for _, tt := range []struct {
		name string
		a, b *SyncFact
		want bool
	}{
		{"two writers", mark("mu", Write, true), mark("mu", Write, true), true},
		{"writer and reader", mark("mu", Write, true), mark("mu", Read, true), true},
		{"two readers", mark("mu", Read, true), mark("mu", Read, true), false},
		{"maybe held", mark("mu", Write, false), mark("mu", Write, true), true},
		{"another lock", mark("mu", Write, true), other, false},
		{"an unknown lock may be any", mark("mu", Write, true), unknown, true},
		{"before the send, after the receive", mark("ch", Before, true), mark("ch", After, true), true},
		{"both after the receive", mark("ch", After, true), mark("ch", After, true), false},
		{"both inside one Once", mark("once", OnceBody, true), mark("once", OnceBody, true), true},
		{"inside and after a Once", mark("once", OnceBody, true), mark("once", After, true), true},
		{"one semaphore", mark("sem", Semaphore, false), mark("sem", Semaphore, false), true},
		{"a channel of unknown capacity", mark("sem", MaySemaphore, false), mark("sem", MaySemaphore, false), false},
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
	ms := SyncSet{}.With(mark("mu", Write, true)).With(mark("ch", After, true))
	got := ms.Map(func(place.Place) place.Place { return place.Place{} })
	if len(got) != 1 || got[0].Kind != Write {
		t.Errorf("Map = %v, want a lock that may be any and no wait", got)
	}
}

// TestPairs states for every pair of modes, on one object, what the Go memory model says
// of two accesses by different goroutines that have these marks. A pair of modes that is
// not listed orders nothing.
func TestPairs(t *testing.T) {
	type pair struct{ a, b Kind }
	const (
		apart   = "apart"   // they exclude each other, or one happens before the other
		perhaps = "perhaps" // they do if a channel has room for one
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
		// the same side. {Before, Inside}: Before comes from a send or a Done, and a Once
		// has neither. Waited goes with an After of the same WaitGroup, which orders.
	}
	name := map[Kind]string{Write: "Write", Read: "Read", Before: "Before", After: "After", OnceBody: "Inside",
		Semaphore: "Semaphore", AfterWait: "Waited", OnEventLoop: "Loop", MaySemaphore: "MaySemaphore"}
	for a := Write; a <= MaySemaphore; a++ {
		for b := Write; b <= MaySemaphore; b++ {
			t.Run(name[a]+"-"+name[b], func(t *testing.T) {
				want := listed[pair{a, b}] + listed[pair{b, a}]
				if a == b {
					want = listed[pair{a, a}]
				}
				x, y := Of(mark("x", a, true)), Of(mark("x", b, true))
				if got := Tied(a, b); got != (want == apart) {
					t.Errorf("Tied = %v, want %q", got, want)
				}
				if got := len(x.Excludes(y)) > 0; got != (want == apart) {
					t.Errorf("Excludes = %v, want %q", got, want)
				}
				if got := MayTie(a, b); got != (want == perhaps) {
					t.Errorf("MayTie = %v, want %q", got, want)
				}
				if got := x.Doubtful(y); got != (want == perhaps) {
					t.Errorf("Doubtful = %v, want %q", got, want)
				}
				other := Of(mark("other", b, true))
				if len(x.Excludes(other)) > 0 || x.Doubtful(other) {
					t.Error("marks of two objects tie")
				}
			})
		}
	}
}
