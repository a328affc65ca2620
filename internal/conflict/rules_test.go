package conflict

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/effect"
)

// TestCounts counts vetoes, evidence and doubts, and what they decide alone.
func TestCounts(t *testing.T) {
	vetoes := []veto[int]{
		when("even", func(n int) bool { return n%2 == 0 }),
		when("small", func(n int) bool { return n < 5 }),
	}
	var explained []Rule
	r := NewRecord(func(_, _ effect.ScopedAccess, why Rule) { explained = append(explained, why) }, true)
	for n := range 8 {
		if why := judge(r, vetoes, n); why.silent() {
			r.silent(effect.ScopedAccess{}, effect.ScopedAccess{}, why)
		}
	}
	f := func() Finding {
		out := Finding{Confidence: Likely}
		out.Access.Site = new(effect.Site)
		return out
	}
	one := f()
	r.By("one", []Finding{one})
	r.Reported(slices.Values([]*Finding{&one}))
	r.By("two", []Finding{f()})
	r.Reported(slices.Values([]*Finding{&one}))
	doubted := f()
	doubted.Doubts = doubtIf(true, SafeByComment)
	likely := func(c Confidence) bool { return c <= Likely }
	r.Doubts(&doubted, likely)
	doubted.Confidence = Proved
	r.Doubts(&doubted, likely)

	want := []Count{
		{Evidence, "one", 1, 1}, {Evidence, "two", 1, 0},
		{Veto, "small", 5, 2}, {Veto, "even", 4, 1},
		{Weak, "comment-no-lock", 2, 1},
	}
	if got := r.Counts(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []Rule{"even", "small", "even", "small", "even", "even"}; !slices.Equal(explained, want) {
		t.Errorf("explained %q, want %q", explained, want)
	}
	if got := Sum(want, want); got[0] != (Count{Evidence, "one", 2, 2}) || len(got) != len(want) {
		t.Errorf("sum %v", got)
	}
	if why := judge(nil, vetoes, 2); why.first != "even" || why.others != nil {
		t.Errorf("without a record: %v", why)
	}
}
