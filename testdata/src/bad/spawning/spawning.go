// Package spawning has calls that do two things: they touch a map themselves and
// start a goroutine. The one must not hide the other.
package spawning

import "sync"

// A Client has a map that two callees use, both of which may close it.
type Client struct {
	mu       sync.Mutex
	channels map[string]int
}

// Subscribe adds a channel.
func (c *Client) Subscribe(ch string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.channels[ch]++
}

// Unsubscribe drops one.
func (c *Client) Unsubscribe(ch string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.channels, ch)
}

// Tick reads the map, and writes to it on a goroutine.
func (c *Client) Tick(ch string) {
	c.tick(ch)
}

func (c *Client) tick(ch string) {
	if c.channels[ch] == 0 { // want `read of c\.channels without c\.mu conflicts with the \w+ on line \d+; .*; c\.mu is held there and in 1 more place`
		go c.Unsubscribe(ch)
	}
}
