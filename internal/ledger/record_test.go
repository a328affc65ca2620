package ledger

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/effect"
)

// TestCounts checks how often vetoes, evidence and doubts speak, and how often one decides
// alone.
func TestCounts(t *testing.T) {
	r := NewRecord(nil, true)
	var silent, found Tally
	silent.Silent([]Rule{"even"})
	silent.Silent([]Rule{"even", "small"})
	silent.Silent([]Rule{"even"})
	r.Close(silent, false)
	found.Silent([]Rule{"small"})
	r.Close(found, true) // another candidate of the group is a finding
	r.Close(Tally{}, true)

	f := func(kind conflict.EvidenceKind) conflict.Finding {
		out := conflict.Finding{Evidence: kind.Evidence()}
		out.Access.Site = new(effect.Site)
		return out
	}
	one, other := f(conflict.GuardedMap), f(conflict.SharedObject)
	r.Found(&one)
	r.Reported(slices.Values([]*conflict.Finding{&one}))
	r.Found(&other)
	r.Reported(slices.Values([]*conflict.Finding{&one})) // both kinds yield it
	one.Doubts = []conflict.Doubt{{Name: "weak", Steps: 1}}
	likely := func(c conflict.Confidence) bool { return c <= conflict.Likely }
	r.Doubts(&one, likely)
	one.Confidence = conflict.Proved
	r.Doubts(&one, likely)

	want := []Count{
		{Evidence, "a guard", 1, 1}, {Evidence, "an object with a goroutine or handlers", 1, 0},
		{Veto, "even", 3, 1}, {Veto, "small", 2, 0},
		{Weak, "weak", 2, 1},
	}
	if got := r.Counts(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Sum(want, want); got[0] != (Count{Evidence, "a guard", 2, 2}) || len(got) != len(want) {
		t.Errorf("sum %v", got)
	}
}

// TestNoRecord checks that a record which nobody asked for collects nothing.
func TestNoRecord(t *testing.T) {
	var r *Record
	var silent Tally
	silent.Silent([]Rule{"even"})
	r.Close(silent, false)
	r.Found(&conflict.Finding{})
	if r.Wants() || r.Explains() {
		t.Error("a nil record wants to know something")
	}
}
