// Package b06 holds idiom B06, "reads are fine": only the writers lock, but a
// read beside a write is as fatal as two writes.
//
// Category: read-write
package b06

import "sync"

type cache struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *cache) put(k string, v int) {
	c.mu.Lock()
	c.m[k] = v
	c.mu.Unlock()
}

func (c *cache) get(k string) (int, bool) {
	v, ok := c.m[k] // want `read of c.m without c\.mu conflicts with the write`
	return v, ok
}

// Run reads in a worker while the caller fills the cache.
func Run() int {
	c := &cache{m: make(map[string]int)}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		c.get("a")
	}()
	c.put("a", 1)
	wg.Wait()
	return 0
}

type cacheFixed struct {
	mu sync.RWMutex
	m  map[string]int
}

func (c *cacheFixed) put(k string, v int) {
	c.mu.Lock()
	c.m[k] = v
	c.mu.Unlock()
}

func (c *cacheFixed) get(k string) (int, bool) {
	c.mu.RLock()
	v, ok := c.m[k]
	c.mu.RUnlock()
	return v, ok
}

// RunFixed reads under the read lock.
func RunFixed() int {
	c := &cacheFixed{m: make(map[string]int)}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		c.get("a")
	}()
	c.put("a", 1)
	wg.Wait()
	return 0
}
