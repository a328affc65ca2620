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

type counts map[string]int

func (n counts) has(k string) bool { return n[k] > 0 }

// Tally has a map with methods.
type Tally struct {
	mu     sync.Mutex
	counts counts
}

// Flush takes the map away.
func (t *Tally) Flush() counts {
	t.mu.Lock()
	defer t.mu.Unlock()
	old := t.counts
	t.counts = counts{}
	return old
}

// Add counts.
func (t *Tally) Add(k string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.counts[k]++
}

// Has reads the variable first.
func (t *Tally) Has(k string) bool {
	m := t.counts // want `counts`
	t.mu.Lock()
	defer t.mu.Unlock()
	return m.has(k)
}

type table struct{ rows map[string]int }

// Front has its map behind a pointer.
type Front struct {
	mu  sync.Mutex
	cur *table
}

// Swap replaces the table.
func (f *Front) Swap(t *table) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cur = t
}

// Drop reads the pointer first.
func (f *Front) Drop(k string) {
	t := f.cur // want `f\.cur`
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(t.rows, k)
}
