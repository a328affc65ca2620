// Package b32 holds idiom B32, a timer callback without the lock: AfterFunc
// runs it on a goroutine of its own, the creator's lock does not travel there.
//
// Category: write-write
package b32

import (
	"sync"
	"time"
)

const ttl = time.Millisecond

type cache struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *cache) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
	time.AfterFunc(ttl, func() {
		delete(c.m, k) // want `delete from c.m without c\.mu conflicts with the write`
	})
}

// Run fills the cache while earlier entries expire.
func Run() {
	c := &cache{m: map[string]int{}}
	for _, k := range []string{"a", "b", "c"} {
		c.put(k, 1)
		time.Sleep(2 * ttl)
	}
}

type cacheFixed struct {
	mu sync.Mutex
	m  map[string]int
}

func (c *cacheFixed) put(k string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = v
	time.AfterFunc(ttl, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.m, k)
	})
}

// RunFixed has a callback that locks.
func RunFixed() {
	c := &cacheFixed{m: map[string]int{}}
	for _, k := range []string{"a", "b", "c"} {
		c.put(k, 1)
		time.Sleep(2 * ttl)
	}
}
