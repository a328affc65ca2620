// Package container has maps in a container of any values, which a method gets
// from there under the lock that its callers hold, all but one.
package container

import "sync"

// Cache is somebody else's container: safe in itself, its values are any.
type Cache interface {
	Get(key string) (any, bool)
	Put(key string, value any)
	Keys() []string
}

// Groups counts by group. The maps are in a cache.
type Groups struct {
	mu     sync.RWMutex
	groups Cache
}

// New returns counters in c.
func New(c Cache) *Groups { return &Groups{groups: c} }

// groupLocked expects the lock.
func (g *Groups) groupLocked(name string) (map[int]int, bool) {
	if v, ok := g.groups.Get(name); ok {
		return v.(map[int]int), true
	}
	return nil, false
}

// Add counts.
func (g *Groups) Add(id int, name string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	m, ok := g.groupLocked(name)
	if !ok {
		m = map[int]int{}
	}
	m[id]++
	g.groups.Put(name, m)
}

// Get returns one count.
func (g *Groups) Get(id int, name string) int {
	g.mu.RLock()
	defer g.mu.RUnlock()
	m, _ := g.groupLocked(name)
	return m[id]
}

// Total returns the sum over all groups.
func (g *Groups) Total(id int) (n int) {
	for _, name := range g.groups.Keys() {
		m, _ := g.groupLocked(name)
		n += m[id] // want `read of m \(groupLocked\(\)\) without (\w+\.)?mu conflicts with the \w+ on line 39`
	}
	return n
}
