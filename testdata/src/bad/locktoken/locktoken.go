// Package locktoken has a type that gives its lock up in a method of its own, and takes
// it in another: its objects are there without the lock, too.
package locktoken

import "sync"

type Cache struct {
	mu      sync.Mutex
	results map[string]int
}

func (c *Cache) Acquire() { c.mu.Lock() }

func (c *Cache) Release() { c.mu.Unlock() }

func (c *Cache) Store(k string, v int) {
	c.Acquire()
	defer c.Release()
	c.results[k] = v
}

func (c *Cache) Delete(k string) {
	c.Acquire()
	delete(c.results, k)
	c.Release()
}

func (c *Cache) Get(k string) int {
	return c.results[k] // want `read of c.results without c.mu`
}
