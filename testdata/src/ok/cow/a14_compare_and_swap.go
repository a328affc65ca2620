// A14: copy on write with a compare-and-swap loop.
//
// Safe because a map that can be loaded is never written; each writer changes
// its own clone, and CompareAndSwap is synchronized before a later Load.
//
// Naive mistake: to report the write to the clone in a loop run by several
// goroutines without a lock, or the read-modify-write as lost update.
package cow

import (
	"maps"
	"sync"
	"sync/atomic"
)

// casCounters has no lock at all.
type casCounters struct {
	p atomic.Pointer[map[string]int]
}

func newCASCounters() *casCounters {
	c := new(casCounters)
	c.p.Store(&map[string]int{})
	return c
}

func (c *casCounters) put(k string, v int) {
	for {
		old := c.p.Load()
		next := maps.Clone(*old)
		next[k] = v
		if c.p.CompareAndSwap(old, &next) {
			return
		}
	}
}

func (c *casCounters) drop(k string) bool {
	for {
		old := c.p.Load()
		if _, ok := (*old)[k]; !ok {
			return false
		}
		next := make(map[string]int, len(*old))
		for name, n := range *old {
			if name != k {
				next[name] = n
			}
		}
		if c.p.CompareAndSwap(old, &next) {
			return true
		}
	}
}

func (c *casCounters) get(k string) int { return (*c.p.Load())[k] }

func (c *casCounters) size() int { return len(*c.p.Load()) }

// UseA14 lets writers compete.
func UseA14() int {
	c := newCASCounters()
	var wg sync.WaitGroup
	for i, k := range []string{"a", "b", "c"} {
		wg.Go(func() { c.put(k, i) })
		wg.Go(func() { c.drop(k) })
		go c.put("shared", i)
		go c.get(k)
	}
	c.put("parent", 1)
	n := c.size()
	wg.Wait()
	return n + c.get("parent")
}
