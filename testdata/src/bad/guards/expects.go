// Locks that the caller does not hold: a function says that it is called with
// the lock, and a caller which is seen has not taken it.
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
	return c.sizeLocked()
}

// Trim forgets the lock.
func (c *Cache) Trim(k string) {
	c.evict(k) // want `this call's delete from c\.entries on line \d+ without c\.mu conflicts with`
}

// Full forgets the lock.
func (c *Cache) Full() bool {
	return c.sizeLocked() > 9 // want `this call's len of c\.entries on line \d+ without c\.mu conflicts with`
}

// evict makes room; c.mu must be held.
func (c *Cache) evict(k string) { delete(c.entries, k) }

func (c *Cache) sizeLocked() int { return len(c.entries) }

// Remove does not say that it is called with the lock.
func (c *Cache) Remove(k string) {
	delete(c.entries, k) // want `delete from c\.entries without c\.mu conflicts with`
}
