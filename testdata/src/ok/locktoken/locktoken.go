// Package locktoken has a type whose objects stand for a lock that is held.
package locktoken

import "sync"

// Cache is used through what Acquire returns.
type Cache struct {
	mu      sync.Mutex
	results map[string]int
}

// Held is a cache with its lock held, until Release.
type Held struct {
	*Cache
}

func (c *Cache) Acquire() *Held {
	c.mu.Lock()
	return &Held{c}
}

func (h *Held) Load(k string) (int, bool) {
	v, ok := h.results[k]
	return v, ok
}

func (h *Held) Store(k string, v int) {
	if h.results == nil {
		h.results = map[string]int{}
	}
	h.results[k] = v
}

func (h *Held) Release() { h.mu.Unlock() }

// Result is what callers do.
func Result(c *Cache, k string, compute func() int) int {
	h := c.Acquire()
	defer h.Release()
	v, ok := h.Load(k)
	if !ok {
		v = compute()
		h.Store(k, v)
	}
	return v
}
