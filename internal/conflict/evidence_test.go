package conflict

import (
	"testing"
)

// TestEvidenceHasNames holds the table of the kinds of evidence complete.
func TestEvidenceHasNames(t *testing.T) {
	seen := map[string]bool{}
	for k := range numEvidenceKinds {
		if k.String() == "" || seen[k.String()] {
			t.Errorf("evidence %d has the name %q", k, k)
		}
		seen[k.String()] = true
	}
}
