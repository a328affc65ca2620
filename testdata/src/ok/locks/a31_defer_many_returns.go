// A31: defer Unlock in a function with many returns and panics.
//
// Safe because the deferred Unlock runs when the function exits, and deferred
// calls run in reverse order: what is deferred later runs while it is held.
//
// Naive mistake: to apply the Unlock at the place of the defer statement, or to
// run the deferred functions in the order in which they are written.
package locks

import (
	"errors"
	"sync"
)

type returnsCache struct {
	mu   sync.Mutex
	m    map[string]int
	errs map[string]int
}

func (c *returnsCache) do(k string) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k == "" {
		return 0, errors.New("empty")
	}
	if v, ok := c.m[k]; ok {
		return v, nil
	}
	if len(k) > 1000 {
		panic("key too long")
	}
	c.m[k] = len(k)
	switch {
	case k == "x":
		delete(c.m, "y")
		return 0, nil
	case k == "y":
		return c.m["x"], nil
	}
	return c.m[k], nil
}

// lateDefer has an access in a defer which runs before the Unlock.
func (c *returnsCache) lateDefer(k string) (err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer func() {
		if err != nil {
			c.errs[k]++
		}
	}()
	defer delete(c.m, k)
	if k == "bad" {
		return errors.New("bad")
	}
	c.m[k]++
	return nil
}

// recovered unlocks on panic, too.
func (c *returnsCache) recovered(k string, f func(int) int) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.New("recovered")
		}
	}()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m[k] = f(c.m[k])
	return nil
}

// scoped locks inside a literal that it calls at once.
func (c *returnsCache) scoped(k string) int {
	n := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.m[k]++
		return c.m[k]
	}()
	return n * 2
}

// resultExpr evaluates the returned expression before the deferred Unlock.
func (c *returnsCache) resultExpr() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.m) + len(c.errs)
}

// UseA31 calls all of them concurrently.
func UseA31() int {
	c := &returnsCache{m: map[string]int{}, errs: map[string]int{}}
	for _, k := range []string{"x", "y", "bad"} {
		go c.do(k)
		go c.lateDefer(k)
		go c.recovered(k, func(n int) int { return n + 1 })
		go c.scoped(k)
		go c.resultExpr()
	}
	n, _ := c.do("z")
	_ = c.lateDefer("z")
	return n + c.scoped("z") + c.resultExpr()
}
