package testimony

import "sync"

// Store keeps its maps for life: to read the variables needs no lock.
type Store[K comparable] struct {
	mu   sync.RWMutex
	live map[K]int
	lazy map[K]int
}

// Clear empties the map in place, and makes the other one if there is none.
func (s *Store[K]) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.live)
	if s.lazy == nil {
		s.lazy = map[K]int{}
	}
}

// Add counts under the lock.
func (s *Store[K]) Add(k K) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.live[k]++
}

func (s *Store[K]) get(m map[K]int, k K) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return m[k]
}

// Live reads the variable for the argument.
func (s *Store[K]) Live(k K) int { return s.get(s.live, k) }

// Lazy reads a variable that is only assigned while it is nil.
func (s *Store[K]) Lazy(k K) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lazy[k]
}
