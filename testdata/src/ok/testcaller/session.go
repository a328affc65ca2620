// Package testcaller has a function whose callers hold a lock, but for a test, which
// has an object of its own. The way from the callers to the map is too long to be seen.
package testcaller

import "sync"

// Session has what is under way, by key and number.
type Session struct {
	mu    sync.Mutex
	under map[string]map[int]int
}

// Conn has a session.
type Conn struct {
	state struct{ at struct{ session *Session } }
}

// Begin notes that a number is under way.
func (c *Conn) Begin(key string, n int) int {
	c.state.at.session.mu.Lock()
	defer c.state.at.session.mu.Unlock()
	return c.state.at.session.track(key, n)
}

// End forgets a number.
func (s *Session) End(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m := s.under[key]; m != nil {
		delete(m, n)
	}
}

// Again notes a number once more.
func (s *Session) Again(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.under[key]
	if m == nil {
		m = map[int]int{}
		s.under[key] = m
	}
	m[n] = n
}

func (s *Session) track(key string, n int) int {
	if s.under == nil {
		s.under = map[string]map[int]int{}
	}
	was := 0
	m, ok := s.under[key]
	if !ok {
		m = map[int]int{}
		s.under[key] = m
	} else {
		was = m[n]
	}
	m[n] = n
	return was
}
