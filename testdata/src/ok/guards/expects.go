// Locks that the caller holds: by its comment or its name a function says that
// it is called with the lock.
package guards

import "sync"

// Cache leaves the lock to the callers of some of its methods.
type Cache struct {
	mu      sync.Mutex
	entries map[string]int
}

// Put holds the lock.
func (c *Cache) Put(k string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.evict(k)
	c.entries[k] = n
}

// Len holds the lock.
func (c *Cache) Len() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.SizeLocked()
}

// evict makes room; c.mu must be held.
func (c *Cache) evict(k string) { delete(c.entries, k) }

// SizeLocked says by its name that its callers, which are elsewhere, hold the
// mutex.
func (c *Cache) SizeLocked() int { return len(c.entries) }

// Evict removes an entry. The lock must be held.
func (c *Cache) Evict(k string) { delete(c.entries, k) }
