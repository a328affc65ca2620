// Package maystart starts goroutines in some states only, and timers.
package maystart

import (
	"sync"
	"time"
)

type node struct {
	mu     sync.Mutex
	leader bool
	peers  map[string]int
	timer  *time.Timer
}

// add tells the others of a new peer if the node leads them.
func (n *node) add(peer string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.peers[peer] = 1
	if n.leader {
		go n.tell()
	}
	n.timer = nil
}

func (n *node) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.peers["all"]++
}

// lead is in vain if the node leads already.
func (n *node) lead() {
	if n.leader {
		return
	}
	n.leader = true
	for range 2 {
		if n.timer == nil {
			go n.tell()
		}
	}
}

// expire forgets a peer after a time.
func (n *node) expire(peer string) {
	n.timer = time.AfterFunc(time.Minute, func() {
		n.mu.Lock()
		defer n.mu.Unlock()
		delete(n.peers, peer)
	})
}
