package conflict

import (
	"slices"
	"testing"

	"github.com/mapconcur/mapconcur/internal/doubt"
)

// TestCertainty checks that doubts lower the certainty by their steps, and not below
// Possible.
func TestCertainty(t *testing.T) {
	for _, c := range []struct {
		base Confidence
		ds   doubt.Set
		want Confidence
	}{
		{Proved, 0, Proved},
		{Proved, 1 << doubt.SafeByComment, Likely},
		{Proved, 1<<doubt.SafeByComment | 1<<doubt.AloneByComment, Possible},
		{Proved, 1 << doubt.RoomUnknown, Possible},
		{Likely, 0, Likely},
		{Likely, 1 << doubt.OpensByName, Possible},
		{Possible, 1<<doubt.OpensByName | 1<<doubt.ForTests, Possible},
	} {
		f := Finding{Evidence: Evidence{Confidence: c.base}, Doubts: c.ds}
		if got := f.Certainty(); got != c.want {
			t.Errorf("certainty of %d less %v is %d, want %d", c.base, slices.Collect(c.ds.All()), got, c.want)
		}
	}
}
