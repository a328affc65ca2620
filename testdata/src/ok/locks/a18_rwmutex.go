// A18: RLock for reads, Lock for writes.
//
// Safe because the writers exclude each other and all readers: RUnlock is
// synchronized before the next Lock, and Unlock before the next RLock.
//
// Naive mistake: to demand the write mode for len, range, comma-ok, maps.Clone
// or json-like reads, or to treat Lock and RLock of one mutex as two locks.
package locks

import (
	"maps"
	"slices"
	"sync"
)

type rwCache struct {
	rw sync.RWMutex
	m  map[string][]int
}

func (c *rwCache) len() int {
	c.rw.RLock()
	defer c.rw.RUnlock()
	return len(c.m)
}

func (c *rwCache) first(k string) (int, bool) {
	c.rw.RLock()
	v, ok := c.m[k]
	if !ok || len(v) == 0 {
		c.rw.RUnlock()
		return 0, false
	}
	c.rw.RUnlock()
	return v[0], true
}

func (c *rwCache) keys() []string {
	c.rw.RLock()
	defer c.rw.RUnlock()
	return slices.Sorted(maps.Keys(c.m))
}

func (c *rwCache) total() (n int) {
	c.rw.RLock()
	for _, v := range c.m {
		n += len(v)
	}
	c.rw.RUnlock()
	return n
}

func (c *rwCache) copied() map[string][]int {
	c.rw.RLock()
	defer c.rw.RUnlock()
	return maps.Clone(c.m)
}

func (c *rwCache) add(k string, v int) {
	c.rw.Lock()
	defer c.rw.Unlock()
	c.m[k] = append(c.m[k], v)
}

func (c *rwCache) clear() {
	c.rw.Lock()
	clear(c.m)
	c.rw.Unlock()
}

// viaRLocker reads under the Locker made from the read side.
func (c *rwCache) viaRLocker(k string) int {
	l := c.rw.RLocker()
	l.Lock()
	defer l.Unlock()
	return len(c.m[k])
}

// UseA18 mixes readers and writers.
func UseA18() int {
	c := &rwCache{m: make(map[string][]int)}
	for i, k := range []string{"a", "b", "c"} {
		go c.add(k, i)
		go c.len()
		go c.first(k)
		go c.keys()
		go c.total()
		go c.copied()
		go c.viaRLocker(k)
		go c.clear()
	}
	c.add("z", 1)
	own := c.copied()
	own["mine"] = nil
	c.rw.RLock()
	_, ok := c.m["z"]
	c.rw.RUnlock()
	if ok {
		return c.total() + len(own)
	}
	return c.len()
}
