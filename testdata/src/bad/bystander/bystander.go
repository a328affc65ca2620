// Package bystander has a map whose guard is held at all its accesses but one, and
// another lock that some callers hold too.
package bystander

import "sync"

// Client keeps what it was given by its mounts.
type Client struct {
	aMu    sync.Mutex // of mounts alone, and first in the alphabet
	mounts []string

	mu   sync.Mutex
	refs map[string]int
}

// register is called with and without aMu.
func (c *Client) register(ids ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, id := range ids {
		if _, ok := c.refs[id]; !ok {
			c.refs[id] = len(c.refs)
		}
	}
}

// Mount calls register with the other lock held.
func (c *Client) Mount(id string) {
	c.aMu.Lock()
	defer c.aMu.Unlock()
	c.mounts = append(c.mounts, id)
	c.register(id)
}

// Solve calls it without.
func (c *Client) Solve(ids []string) { c.register(ids...) }

// Ref forgets the lock.
func (c *Client) Ref(id string) int {
	return c.refs[id] // want `read of c.refs without c.mu conflicts with`
}
