// Package witness has a lock that the callers of a function cannot name.
package witness

import "sync"

type Account struct {
	mu   sync.RWMutex
	keys map[string]int
}

func (a *Account) has(k string) bool {
	a.mu.RLock()
	defer a.mu.RUnlock()
	_, ok := a.keys[k]
	return ok
}

type peer struct{ mu sync.Mutex }

type Server struct{ peers []*peer }

func pick(ps []*peer) *peer {
	if len(ps) > 1 {
		return ps[1]
	}
	return new(peer)
}

func (s *Server) reload(a *Account, k string) {
	p := pick(s.peers)
	p.mu.Lock()
	s.update(a, k)
	p.mu.Unlock()
}

func (s *Server) Reload(a *Account, k string) { s.reload(a, k) }

func (s *Server) Update(a *Account, k string) { s.update(a, k) }

func (s *Server) update(a *Account, k string) {
	a.mu.Lock()
	a.keys[k] = len(k)
	a.mu.Unlock()
}

type Client struct {
	mu  sync.Mutex
	acc *Account
	n   int
}

func (c *Client) Has(k string) bool { return c.acc.has(k) }

func (c *Client) Limits(k string) {
	c.mu.Lock()
	if c.acc.has(k) {
		c.n++
	}
	c.mu.Unlock()
}
