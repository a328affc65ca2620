// Package putback holds maps that are copied before they are changed and put back, or
// changed under a lock.
package putback

import (
	"maps"
	"sync"
)

// Cache keeps any values.
type Cache struct {
	mu    sync.RWMutex
	items map[string]any
}

// Get returns what is kept.
func (c *Cache) Get(k string) (any, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	v, ok := c.items[k]
	return v, ok
}

// Set keeps a value.
func (c *Cache) Set(k string, v any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.items[k] = v
}

// Count changes a copy.
func Count(c *Cache, user, page string) {
	counts := map[string]int{}
	if v, ok := c.Get(user); ok {
		counts = maps.Clone(v.(map[string]int))
	}
	counts[page]++
	c.Set(user, counts)
}

// New keeps a map that it has made.
func New(c *Cache, user string) {
	counts := map[string]int{}
	counts["/"] = 1
	c.Set(user, counts)
}

// Counter has a lock for all maps in the cache.
type Counter struct {
	mu sync.Mutex
	c  *Cache
}

// Count holds it.
func (n *Counter) Count(user, page string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	v, ok := n.c.Get(user)
	if !ok {
		return
	}
	counts := v.(map[string]int)
	counts[page]++
	n.c.Set(user, counts)
}

// Plain keeps values without a lock.
type Plain struct{ items map[string]any }

// Get returns what is kept.
func (p *Plain) Get(k string) any { return p.items[k] }

// Set keeps a value.
func (p *Plain) Set(k string, v any) { p.items[k] = v }

// Tag belongs to one goroutine.
func Tag(p *Plain, k, v string) {
	tags, ok := p.Get("tags").(map[string]string)
	if !ok {
		tags = map[string]string{}
	}
	tags[k] = v
	p.Set("tags", tags)
}
