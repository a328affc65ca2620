package tested

import "testing"

// The test looks at what it should ask for.
func TestPeers(t *testing.T) {
	n := &node{}
	n.start()
	if len(n.peers) > 1 { // want `len of n.peers`
		t.Fatal("too many")
	}
}

// The map is the test's own.
func TestFill(t *testing.T) {
	n := &node{}
	m := map[string]int{}
	n.fill(m)
	if m["a"] > 1 { // want `read of m`
		t.Fatal("too many")
	}
}

// Nothing to see here: it is not even looked at.
func TestStart(t *testing.T) {
	n := &node{}
	n.start()
	n.start()
}
