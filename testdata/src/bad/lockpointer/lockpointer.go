// Package lockpointer has objects with a pointer to a mutex, which the function that makes
// them and starts their goroutine makes too.
package lockpointer

import (
	"sync"
	"time"
)

type Cache struct {
	mu   *sync.Mutex
	seen map[string]time.Time
}

func Open(names ...string) *Cache {
	c := Cache{mu: new(sync.Mutex), seen: map[string]time.Time{}}
	for _, n := range names {
		c.seen[n] = time.Now()
	}
	go c.sweep()
	return &c
}

func (c *Cache) sweep() {
	for range time.Tick(time.Minute) {
		c.mu.Lock()
		clear(c.seen)
		c.mu.Unlock()
	}
}

func (c *Cache) Touch(n string) {
	c.seen[n] = time.Now() // want `write to c\.seen without c\.mu conflicts with the clear on line \d+; the goroutine started on line \d+ runs at the same time; c\.mu is held there`
}

func (c *Cache) Last(n string) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.seen[n]
}
