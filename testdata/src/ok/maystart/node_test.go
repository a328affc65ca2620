package maystart

import "testing"

// The node is no leader: no goroutine is started.
func TestAdd(t *testing.T) {
	n := &node{peers: map[string]int{}}
	n.add("a")
	if n.peers["a"] != 1 {
		t.Fatal("a is missing")
	}
}

// The timer is stopped before it can go off.
func TestExpire(t *testing.T) {
	n := &node{peers: map[string]int{}}
	stop := func() { n.timer.Stop() }
	n.expire("a")
	stop()
	delete(n.peers, "b")
}
