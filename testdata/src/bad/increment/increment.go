// Package increment: the only guarded write is m[k]++, which has one position
// for its read and its write.
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
	for _, v := range c.n { // want `range over c\.n without c\.mu`
		s += v
	}
	return s
}
