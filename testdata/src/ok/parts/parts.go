// Package parts holds a struct that is part of two others: in one its words are
// atomic, in the other a lock guards them.
package parts

import (
	"sync"
	"sync/atomic"
	"time"
)

type stats struct {
	in, slow int64
	seen     map[string]bool
}

type server struct{ stats }

type account struct {
	stats struct {
		sync.Mutex
		stats
	}
}

type client struct {
	srv   *server
	acc   *account
	timer *time.Timer
}

// Start returns a client with a timer of its own.
func Start(s *server) *client {
	c := &client{srv: s}
	c.timer = time.AfterFunc(time.Second, func() { c.check() })
	return c
}

// Join gives the client its account.
func (c *client) Join(a *account) { c.acc = a }

func (c *client) check() {
	c.acc.stats.Lock()
	c.acc.stats.slow++
	c.acc.stats.seen["slow"] = true
	c.acc.stats.Unlock()
	atomic.AddInt64(&c.srv.slow, 1)
}

// Slow counts for the server.
func (c *client) Slow() { atomic.AddInt64(&c.srv.slow, 1) }

// Seen counts for the account.
func (c *client) Seen(name string) {
	c.acc.stats.Lock()
	defer c.acc.stats.Unlock()
	c.acc.stats.slow++
	c.acc.stats.seen[name] = true
}
