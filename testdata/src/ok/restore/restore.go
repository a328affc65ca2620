// Package restore has a Restore that runs before the object is shared, and
// takes no lock at all.
package restore

import "sync"

type Store struct {
	mu   sync.RWMutex
	data map[string]int
}

func (s *Store) Put(n string, v int) {
	s.mu.Lock()
	s.data[n] = v
	s.mu.Unlock()
}

func (s *Store) Get(n string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.data[n]
}

// Restore fills the store before it is served; nothing is locked in it.
func (s *Store) Restore(in map[string]int) {
	for k, v := range in {
		s.data[k] = v
	}
}
