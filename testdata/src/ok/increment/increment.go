// Package increment has m[k]++ under the lock, and accesses that hold it too.
package increment

import "sync"

type Counter struct {
	mu sync.Mutex
	n  map[string]int
}

func (c *Counter) Inc(k string) {
	c.mu.Lock()
	c.n[k]++
	c.mu.Unlock()
}

func (c *Counter) Get(k string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n[k]
}

func (c *Counter) Sum() int {
	s := 0
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, v := range c.n {
		s += v
	}
	return s
}
