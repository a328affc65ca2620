// Neither beginning nor end of a life: methods that do the same as those which
// open or close an object, without a name or a wait that excuses them.
package guards

import "sync"

// Server has a guarded map.
type Server struct {
	mu    sync.Mutex
	wg    sync.WaitGroup
	conns map[string]int
}

// Refresh writes while the server is shared.
func (s *Server) Refresh(names []string) {
	for _, n := range names {
		s.conns[n] = 0 // want `write to s\.conns without s\.mu conflicts with`
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

// Report reads while the server is shared.
func (s *Server) Report() (open int) {
	for _, n := range s.conns { // want `range over s\.conns without s\.mu conflicts with`
		open += n
	}
	return open
}

// Close writes, which nobody should do without the lock even at the end: a
// method that is still running would be hit.
func (s *Server) Close() {
	clear(s.conns) // want `clear of s\.conns without s\.mu conflicts with`
}

// Drain reads before it waits.
func (s *Server) Drain() int {
	n := len(s.conns) // want `len of s\.conns without s\.mu conflicts with`
	s.wg.Wait()
	return n
}
