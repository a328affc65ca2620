package maystart

import "testing"

// Past the early return a goroutine is started, and in a loop most likely too.
func TestLead(t *testing.T) {
	n := &node{peers: map[string]int{}}
	n.lead()
	if n.peers["a"] != 1 { // want `read of n.peers is not synchronized with the write at node.go:30 \(goroutine started at node.go:41\); only the .*holds n.mu, as in 1 more place of the tests`
		t.Fatal("a is missing")
	}
}

// The test starts the goroutine itself.
func TestRun(t *testing.T) {
	n := &node{leader: true, peers: map[string]int{}}
	if n.leader {
		go n.tell()
	}
	n.peers["a"] = 1 // want `write to n.peers is not synchronized with the write at node.go:30 \(goroutine started on line 18\); only the .*holds n.mu`
}

// Nobody stops the timer.
func TestExpire(t *testing.T) {
	n := &node{peers: map[string]int{}}
	n.expire("a")
	n.timer.Reset(1)
	delete(n.peers, "b")
}
