package maystart

import "testing"

// Past the early return a goroutine is started, and in a loop most likely too.
func TestLead(t *testing.T) {
	n := &node{peers: map[string]int{}}
	n.lead()
	if n.peers["a"] != 1 { // want `read of n\.peers without n\.mu conflicts with the write at node\.go:30; the goroutine started at node\.go:41 runs at the same time; n\.mu is held there, as in 1 more place of the tests`
		t.Fatal("a is missing")
	}
}

// The test starts the goroutine itself.
func TestRun(t *testing.T) {
	n := &node{leader: true, peers: map[string]int{}}
	if n.leader {
		go n.tell()
	}
	n.peers["a"] = 1 // want `write to n.peers without n\.mu conflicts with the write at node.go:30; the goroutine started on line 18 runs at the same time; n\.mu is held there`
}

// Nobody stops the timer.
func TestExpire(t *testing.T) {
	n := &node{peers: map[string]int{}}
	n.expire("a")
	n.timer.Reset(1)
	delete(n.peers, "b")
}
