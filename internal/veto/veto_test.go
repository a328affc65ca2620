package veto

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/conflict"
	"github.com/mapconcur/mapconcur/internal/doubt"
	"github.com/mapconcur/mapconcur/internal/effect"
	"github.com/mapconcur/mapconcur/internal/ledger"
)

func count(kind ledger.Kind, rule ledger.Rule, spoke, alone int) ledger.Count {
	return ledger.Count{Kind: kind, Rule: rule, Spoke: spoke, Alone: alone}
}

// TestCounts checks how often vetoes, evidence and doubts speak, and how often one decides
// alone.
func TestCounts(t *testing.T) {
	vetoes := []veto[int]{
		when("even", func(n int) bool { return n%2 == 0 }),
		when("small", func(n int) bool { return n < 5 }),
	}
	var explained []ledger.Rule
	r := ledger.NewRecord(func(_, _ effect.ScopedAccess, why ledger.Rule) { explained = append(explained, why) }, true)
	for n := range 8 {
		if why := ask(r, vetoes, n); why.Silent() {
			r.Silent(effect.ScopedAccess{}, effect.ScopedAccess{}, why)
		}
	}
	f := func(kind conflict.EvidenceKind) conflict.Finding {
		out := conflict.Finding{Evidence: kind.Evidence()}
		out.Access.Site = new(effect.Site)
		return out
	}
	one := f(conflict.GuardedMap)
	r.Noted([]conflict.Finding{one})
	r.Reported(slices.Values([]*conflict.Finding{&one}))
	r.Noted([]conflict.Finding{f(conflict.SharedObject)})
	r.Reported(slices.Values([]*conflict.Finding{&one}))
	doubted := f(conflict.GuardedMap)
	doubted.Doubts = doubt.If(true, doubt.SafeByComment)
	likely := func(c conflict.Confidence) bool { return c <= conflict.Likely }
	r.Doubts(&doubted, likely)
	doubted.Confidence = conflict.Proved
	r.Doubts(&doubted, likely)

	want := []ledger.Count{
		count(ledger.Evidence, "a guard", 1, 1), count(ledger.Evidence, "an object with a goroutine or handlers", 1, 0),
		count(ledger.Veto, "small", 5, 2), count(ledger.Veto, "even", 4, 1),
		count(ledger.Weak, "comment-no-lock", 2, 1),
	}
	if got := r.Counts(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if want := []ledger.Rule{"even", "small", "even", "small", "even", "even"}; !slices.Equal(explained, want) {
		t.Errorf("explained %q, want %q", explained, want)
	}
	if got := ledger.Sum(want, want); got[0] != count(ledger.Evidence, "a guard", 2, 2) || len(got) != len(want) {
		t.Errorf("sum %v", got)
	}
	if why := ask(nil, vetoes, 2); why.First != "even" || why.Others != nil {
		t.Errorf("without a record: %v", why)
	}
}
