package conflict

import (
	"testing"
)

// TestCertainty checks that doubts lower the certainty by their steps, and not below
// Possible.
func TestCertainty(t *testing.T) {
	weak, strong := Doubt{Name: "weak", Steps: 1}, Doubt{Name: "strong", Steps: 2}
	other := Doubt{Name: "other", Steps: 1}
	for _, c := range []struct {
		base          Confidence
		ds            []Doubt
		want, without Confidence // with all doubts, and without the first one
	}{
		{Proved, nil, Proved, Proved},
		{Proved, []Doubt{weak}, Likely, Proved},
		{Proved, []Doubt{weak, other}, Possible, Likely},
		{Proved, []Doubt{strong}, Possible, Proved},
		{Likely, nil, Likely, Likely},
		{Likely, []Doubt{weak}, Possible, Likely},
		{Possible, []Doubt{weak, strong}, Possible, Possible},
	} {
		f := Finding{Evidence: Evidence{Confidence: c.base}, Doubts: c.ds}
		var first Doubt
		if len(c.ds) > 0 {
			first = c.ds[0]
		}
		if got, without := f.Certainty(), f.CertaintyWithout(first); got != c.want || without != c.without {
			t.Errorf("certainty of %v less %v is %v, want %v; without the first doubt %v, want %v", c.base, c.ds, got, c.want, without, c.without)
		}
	}
}
