// Package tocallers has exported methods that are called with the lock of the object,
// which other packages can take too.
package tocallers

import "sync"

// Server embeds its lock.
type Server struct {
	sync.RWMutex
	topics map[string]int
	dirty  bool
}

func (s *Server) Add(k string) {
	s.Lock()
	defer s.Unlock()
	s.topics[k]++
	s.Persist()
}

func (s *Server) Remove(k string) {
	s.Lock()
	delete(s.topics, k)
	s.Persist()
	s.Unlock()
}

// Persist calls the other one.
func (s *Server) Persist() {
	s.dirty = len(s.Names()) > 0
}

// Names does not take the lock that its callers hold.
func (s *Server) Names() (names []string) {
	for k := range s.topics {
		names = append(names, k)
	}
	return names
}
