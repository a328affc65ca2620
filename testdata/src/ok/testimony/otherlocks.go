// Package testimony holds maps that some functions access under a lock and others without
// it, and that are in order: the other lock is held too, the object is not shared yet, or
// one goroutine alone writes.
package testimony

import "sync"

// Yard's writers hold two locks, and its readers one of them.
type Yard struct {
	boxMu  sync.Mutex
	boxes  map[string]int
	laneMu sync.Mutex
	lanes  map[string]int
}

// Put takes both.
func (y *Yard) Put(box string) {
	y.boxMu.Lock()
	defer y.boxMu.Unlock()
	y.laneMu.Lock()
	defer y.laneMu.Unlock()
	y.boxes[box]++
}

// Box takes the first.
func (y *Yard) Box(box string) int {
	y.boxMu.Lock()
	defer y.boxMu.Unlock()
	return y.boxes[box]
}

// Boxes takes the second.
func (y *Yard) Boxes() (out []string) {
	y.laneMu.Lock()
	defer y.laneMu.Unlock()
	for b := range y.boxes {
		out = append(out, b)
	}
	return out
}

// Open takes the lock of the lanes.
func (y *Yard) Open(lane string) {
	y.laneMu.Lock()
	defer y.laneMu.Unlock()
	y.lanes[lane]++
}

// Cache takes a second lock for a moment inside the first.
type Cache struct {
	mu      sync.RWMutex
	entries map[string]string
	hitMu   sync.Mutex
	hits    map[string]int
}

// Get counts under its own lock while it holds the other one.
func (c *Cache) Get(k string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hitMu.Lock()
	c.hits[k]++
	c.hitMu.Unlock()
	return c.entries[k]
}

// Set writes.
func (c *Cache) Set(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[k] = v
}

// Hits needs the second lock alone.
func (c *Cache) Hits(k string) int {
	c.hitMu.Lock()
	defer c.hitMu.Unlock()
	return c.hits[k]
}
