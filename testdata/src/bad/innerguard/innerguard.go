// Package innerguard has a map in an object that belongs to the one with the lock. One
// caller of the only function that uses the map holds the lock, the goroutine does not:
// half of the evidence is against the lock, and what is left is the goroutine.
package innerguard

import "sync"

type perms struct{ cache map[string]bool }

type Client struct {
	mu    sync.Mutex
	perms *perms
	in    chan string
	subs  []*sub
}

type sub struct{ client *Client }

func New(in chan string) *Client {
	c := &Client{perms: &perms{cache: map[string]bool{}}, in: in}
	go c.Run()
	return c
}

func (c *Client) Run() {
	for s := range c.in {
		if !c.allowed(s) {
			continue
		}
		for _, t := range c.subs {
			c.deliver(t, s)
		}
	}
}

func (c *Client) deliver(s *sub, subject string) {
	s.client.mu.Lock()
	s.client.allowed(subject)
	s.client.mu.Unlock()
}

func (c *Client) allowed(s string) bool {
	ok, hit := c.perms.cache[s]
	if !hit {
		ok = len(s) > 3
		c.perms.cache[s] = ok // want `write to c\.perms\.cache conflicts with the read on line 43`
	}
	return ok
}
