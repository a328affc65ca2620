package conflict

import (
	"testing"
)

// TestEvidenceHasNames checks that every kind of evidence has its own name.
func TestEvidenceHasNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range NumEvidenceKinds {
		if k.String() == "" || seen[k.String()] {
			t.Errorf("evidence %d has the name %q", k, k)
		}
		seen[k.String()] = true
	}
}
