// A69: maps.DeleteFunc and clear.
//
// Safe because both only remove entries, and all concurrent use is under the
// write lock.
//
// Naive mistake: to report DeleteFunc, or clear inside of a range, as a change
// during the iteration; or the callback as a function on another goroutine.
package iterate

import (
	"maps"
	"sync"
)

func pruneOld(m map[string]int, now int) {
	maps.DeleteFunc(m, func(_ string, t int) bool { return t < now })
}

// pruneCounting reads the same map and writes others in the callback.
func pruneCounting(m map[string]int) map[string]int {
	removed := map[string]int{}
	maps.DeleteFunc(m, func(k string, v int) bool {
		if v > len(k) {
			removed[k] = v
			return true
		}
		return false
	})
	return removed
}

// clearInRange ends the iteration by removing what is left.
func clearInRange(m map[string]int) bool {
	for _, v := range m {
		if v < 0 {
			clear(m)
			return false
		}
	}
	return true
}

// prunedCache does it under its lock.
type prunedCache struct {
	mu   sync.RWMutex
	m    map[string]int
	hits map[string]int
}

func (c *prunedCache) prune(now int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	maps.DeleteFunc(c.m, func(k string, t int) bool {
		if t < now {
			delete(c.hits, k)
			return true
		}
		return false
	})
}

func (c *prunedCache) reset() {
	c.mu.Lock()
	clear(c.m)
	clear(c.hits)
	c.mu.Unlock()
}

func (c *prunedCache) put(k string, t int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = t
	c.hits[k]++
}

func (c *prunedCache) size() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.m) + len(c.hits)
}

// UseA69 prunes concurrently.
func UseA69() int {
	c := &prunedCache{m: map[string]int{}, hits: map[string]int{}}
	for i, k := range []string{"a", "b"} {
		go c.put(k, i)
		go c.prune(i)
		go c.reset()
		go c.size()
	}
	c.put("z", 9)
	c.prune(5)
	m := map[string]int{"a": 1, "b": 2, "c": -1}
	pruneOld(m, 0)
	n := len(pruneCounting(m))
	clearInRange(m)
	return n + len(m) + c.size()
}
