package state

import (
	"testing"

	"github.com/mapconcur/mapconcur/internal/place"
)

func lock(name string) place.Place {
	return place.Place{Kind: place.Param}.Field(name, "p.T")
}

func mark(name string, mode Mode, must bool) *Mark {
	return &Mark{Place: lock(name), Mode: mode, Must: must}
}

func TestJoin(t *testing.T) {
	both := Marks{}.With(mark("mu", Write, true))
	one := both.With(mark("other", Read, true))
	got := Join(both, one)
	want := Marks{}.With(mark("mu", Write, true)).With(mark("other", Read, false))
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
	ms := Marks{}.With(mark("a", Write, false)).With(mark("c", Write, false))
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
	unknown := &Mark{Mode: Write}
	for _, tt := range []struct {
		name string
		a, b *Mark
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
		{"both inside one Once", mark("once", Inside, true), mark("once", Inside, true), true},
		{"inside and after a Once", mark("once", Inside, true), mark("once", After, true), true},
		{"one semaphore", mark("sem", Semaphore, false), mark("sem", Semaphore, false), true},
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
	ms := Marks{}.With(mark("mu", Write, true)).With(mark("ch", After, true))
	got := ms.Map(func(place.Place) place.Place { return place.Place{} })
	if len(got) != 1 || got[0].Mode != Write {
		t.Errorf("Map = %v, want a lock that may be any and no wait", got)
	}
}
