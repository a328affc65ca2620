// Package tocallers has exported methods that are called with the lock of the object,
// which no other package can take.
package tocallers

import "sync"

// Server has a lock of its own.
type Server struct {
	mu     sync.RWMutex
	topics map[string]int
	dirty  bool
}

func (s *Server) Add(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.topics[k]++
	s.Persist()
}

func (s *Server) Remove(k string) {
	s.mu.Lock()
	delete(s.topics, k)
	s.Persist()
	s.mu.Unlock()
}

// Persist calls the other one.
func (s *Server) Persist() {
	s.dirty = len(s.Names()) > 0 // want `this call's range over s.topics on line 35 without s.mu`
}

// Names does not take the lock that its callers hold.
func (s *Server) Names() (names []string) {
	for k := range s.topics {
		names = append(names, k)
	}
	return names
}
