// Beginning and end of a life: what opens an object runs before others have
// it, what closes it runs after they are done, as far as its name tells.
package guards

import "sync"

// Server has a guarded map, which its first and last methods use without.
type Server struct {
	mu    sync.Mutex
	conns map[string]int
}

// Init writes before the server is shared.
func (s *Server) Init(names []string) {
	for _, n := range names {
		s.conns[n] = 0
	}
}

// Open writes before the server is shared.
func (s *Server) Open() { s.conns["self"] = 1 }

// LoadConns writes before the server is shared.
func (s *Server) LoadConns(from map[string]int) {
	for k, n := range from {
		s.conns[k] = n
	}
}

// Add holds the lock.
func (s *Server) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.conns[k]++
}

// Remove holds the lock.
func (s *Server) Remove(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, k)
}

// Has holds the lock.
func (s *Server) Has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.conns[k]
	return ok
}

// Count holds the lock.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.conns)
}

// Reset holds the lock.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.conns)
}

// Client has a guarded map, which its last methods use without.
type Client struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	conns map[string]int
}

// Add holds the lock.
func (c *Client) Add(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.conns[k]++
}

// Remove holds the lock.
func (c *Client) Remove(k string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.conns, k)
}

// Has holds the lock.
func (c *Client) Has(k string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, ok := c.conns[k]
	return ok
}

// Stop reads when the client is used no more.
func (c *Client) Stop() (open int) {
	for _, n := range c.conns {
		open += n
	}
	return open
}

// Close reads when the client is used no more.
func (c *Client) Close() int { return len(c.conns) }

// Drain reads and writes after it has waited for all that use the client.
func (c *Client) Drain() int {
	c.wg.Wait()
	n := len(c.conns)
	delete(c.conns, "self")
	return n
}
