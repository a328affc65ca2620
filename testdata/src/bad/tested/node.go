// Package tested is code under test, which is right: what its tests do wrong is
// found in them.
package tested

import "sync"

type node struct {
	mu    sync.Mutex
	peers map[string]int
}

func (n *node) start() {
	n.mu.Lock()
	n.peers = map[string]int{}
	n.mu.Unlock()
	go n.run()
}

func (n *node) run() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.peers["a"]++
}

// fill keeps on filling the map that it is given.
func (n *node) fill(m map[string]int) {
	go func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		m["a"]++
	}()
}
