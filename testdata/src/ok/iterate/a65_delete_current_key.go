// A65: delete(m, currentKey) while ranging over m.
//
// Safe because the specification allows to remove entries during an iteration;
// the concurrent use is under the lock.
//
// Naive mistake: to report every change of a map inside a range over it.
package iterate

import "sync"

func expireZero(m map[string]int) {
	for k, v := range m {
		if v == 0 {
			delete(m, k)
		}
	}
}

// emptyOut is the way to clear a map before clear existed.
func emptyOut(m map[string]int) {
	for k := range m {
		delete(m, k)
	}
}

// expiringCache deletes under its lock, in the loop and in a callee.
type expiringCache struct {
	mu    sync.Mutex
	items map[string]int
	index map[int]string
}

func (c *expiringCache) tick() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, ttl := range c.items {
		key := k
		if ttl <= 0 {
			delete(c.items, key)
			delete(c.index, ttl)
			continue
		}
		c.items[k] = ttl - 1
	}
	for _, k := range c.index {
		c.evict(k) // deletes from both maps
	}
}

func (c *expiringCache) evict(k string) {
	for i, name := range c.index {
		if name == k && c.items[k] == 0 {
			delete(c.index, i)
		}
	}
	delete(c.items, k)
}

func (c *expiringCache) put(k string, ttl int) {
	c.mu.Lock()
	c.items[k] = ttl
	c.index[ttl] = k
	c.mu.Unlock()
}

// dropRelated deletes other keys than the current one: allowed as well.
func dropRelated(m map[string]int) {
	for k := range m {
		delete(m, k+".bak")
	}
}

// UseA65 expires in the background, too.
func UseA65() int {
	c := &expiringCache{items: map[string]int{}, index: map[int]string{}}
	for i, k := range []string{"a", "b", "c"} {
		go c.put(k, i)
		go c.tick()
		go func() {
			own := map[string]int{k: 0, "keep": 1}
			expireZero(own)
			dropRelated(own)
			emptyOut(own)
		}()
	}
	c.put("z", 1)
	c.tick()
	m := map[string]int{"x": 0, "y": 1, "y.bak": 2}
	expireZero(m)
	dropRelated(m)
	return len(m)
}
