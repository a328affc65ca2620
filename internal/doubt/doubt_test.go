package doubt

import (
	"testing"
)

// TestDoubtsHaveNames checks that every doubt has a complete row in the table.
func TestDoubtsHaveNames(t *testing.T) {
	seen := map[string]bool{}
	for d := range numDoubts {
		if d.String() == "" || d.Reason() == "" || table[d].steps == 0 || seen[d.String()] {
			t.Errorf("doubt %d has the name %q, the reason %q and %d steps", d, d, d.Reason(), table[d].steps)
		}
		seen[d.String()] = true
	}
}
