package main

import (
	"context"
	"sync"
	"time"
)

// A cache maps codes to links and forgets them after a while.
type cache struct {
	ttl     time.Duration
	mu      sync.Mutex
	entries map[string]entry // guarded by mu
}

type entry struct {
	link  string
	added time.Time
}

// newCache returns a cache and starts the goroutine that cleans it.
func newCache(ctx context.Context, ttl time.Duration) *cache {
	c := &cache{ttl: ttl, entries: make(map[string]entry)}
	go c.clean(ctx)
	return c
}

func (c *cache) put(code, link string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[code] = entry{link, time.Now()}
}

// get returns the link behind code, or "".
func (c *cache) get(code string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries[code].link
}

// clean drops old entries until the context ends.
func (c *cache) clean(ctx context.Context) {
	tick := time.NewTicker(c.ttl / 10)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		c.mu.Lock()
		for code, e := range c.entries {
			if time.Since(e.added) > c.ttl {
				delete(c.entries, code)
			}
		}
		c.mu.Unlock()
	}
}
