package testimony

import "sync"

// Store replaces its maps under the lock.
type Store[K comparable] struct {
	mu   sync.RWMutex
	live map[K]int
	old  map[K]int
}

// Turn starts anew.
func (s *Store[K]) Turn() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.old, s.live = s.live, map[K]int{}
}

// Add counts under the lock.
func (s *Store[K]) Add(k K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live[k]++
}

// Drop reads the variable before the lock is taken.
func (s *Store[K]) Drop(k K) {
	m := s.live // want `live`
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(m, k)
}

func (s *Store[K]) get(m map[K]int, k K) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return m[k]
}

// Old reads the variable for the argument.
func (s *Store[K]) Old(k K) int { return s.get(s.old, k) } // want `old`
