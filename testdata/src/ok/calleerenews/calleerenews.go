// Package calleerenews takes a map out of its object: another method puts a new one
// there, under the same lock.
package calleerenews

import "sync"

type Conn struct {
	mu    sync.Mutex
	subs  map[int]func()
	ready bool
}

// reset is called with c.mu held.
func (c *Conn) reset() {
	c.subs = make(map[int]func())
	if c.ready {
		c.ready = false
	}
}

func (c *Conn) Add(id int, stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subs[id] = stop
}

func (c *Conn) Remove(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.subs, id)
}

// Idle stops all without the lock: nobody else has the map any more.
func (c *Conn) Idle() {
	c.mu.Lock()
	subs := c.subs
	c.reset()
	c.mu.Unlock()
	for _, stop := range subs {
		stop()
	}
}
