// Package calleerenews takes a map that it does not always get for itself.
package calleerenews

import "sync"

type Conn struct {
	mu   sync.Mutex
	subs map[int]func()
}

// reset is called with c.mu held.
func (c *Conn) reset() {
	if len(c.subs) > 8 {
		c.subs = make(map[int]func())
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

// Idle stops all without the lock.
func (c *Conn) Idle() {
	c.mu.Lock()
	subs := c.subs
	c.reset()
	c.mu.Unlock()
	for _, stop := range subs { // want `range over subs without (\w+\.)?mu`
		stop()
	}
}
