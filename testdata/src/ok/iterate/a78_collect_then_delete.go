// A78: collect under the read lock, delete under the write lock with a re-check.
//
// Safe because both sections hold the lock in the right mode, and the second
// one looks again at what it deletes.
//
// Naive mistake: to report the pair of sections as check-then-act, or to keep
// the read mode as what is held at the delete.
package iterate

import (
	"sync"
	"time"
)

type collectEntry struct{ until time.Time }

func (e collectEntry) expired(now time.Time) bool { return now.After(e.until) }

type collectCache struct {
	mu sync.RWMutex
	m  map[string]collectEntry
}

func (c *collectCache) gc() {
	now := time.Now()
	c.mu.RLock()
	var old []string
	for k, e := range c.m {
		if e.expired(now) {
			old = append(old, k)
		}
	}
	c.mu.RUnlock()
	if len(old) == 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range old {
		if e, ok := c.m[k]; ok && e.expired(now) {
			delete(c.m, k)
		}
	}
}

// gcHelpers has the sections in two methods.
func (c *collectCache) gcHelpers() {
	c.remove(c.expiredKeys())
}

func (c *collectCache) expiredKeys() (keys []string) {
	now := time.Now()
	c.mu.RLock()
	defer c.mu.RUnlock()
	for k, e := range c.m {
		if e.expired(now) {
			keys = append(keys, k)
		}
	}
	return keys
}

func (c *collectCache) remove(keys []string) {
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, k := range keys {
		if c.m[k].expired(now) {
			delete(c.m, k)
		}
	}
}

// get deletes an expired entry in a second section with a re-check.
func (c *collectCache) get(k string) (collectEntry, bool) {
	now := time.Now()
	c.mu.RLock()
	e, ok := c.m[k]
	c.mu.RUnlock()
	if !ok || !e.expired(now) {
		return e, ok
	}
	c.mu.Lock()
	if e, ok := c.m[k]; ok && e.expired(now) {
		delete(c.m, k)
	}
	c.mu.Unlock()
	return collectEntry{}, false
}

func (c *collectCache) put(k string, d time.Duration) {
	c.mu.Lock()
	c.m[k] = collectEntry{until: time.Now().Add(d)}
	c.mu.Unlock()
}

// UseA78 collects in the background.
func UseA78() int {
	c := &collectCache{m: map[string]collectEntry{}}
	for i, k := range []string{"a", "b", "c"} {
		go c.put(k, time.Duration(i-1))
		go c.gc()
		go c.gcHelpers()
		go c.get(k)
	}
	c.put("z", time.Hour)
	c.gc()
	c.gcHelpers()
	if _, ok := c.get("z"); ok {
		return 1
	}
	return 0
}
