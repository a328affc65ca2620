// Package lockwrap: locks of a type of the project that wraps a mutex.
package lockwrap

import "sync"

// Mutex stands for a lock of one's own: one that can be exchanged for one that
// detects deadlocks, or measures waits (syncutil.RWMutex and the like).
type Mutex struct{ sync.RWMutex }

type Store struct {
	mu    Mutex
	items map[string]int
}

func (s *Store) Get(k string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items[k]
}

func (s *Store) Set(k string, v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[k] = v
}

func (s *Store) Delete(k string) {
	s.mu.Lock()
	delete(s.items, k)
	s.mu.Unlock()
}

func (s *Store) All() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.items)
}

// Embedded has it embedded.
type Embedded struct {
	Mutex
	items map[string]int
}

func (s *Embedded) Get(k string) int {
	s.RLock()
	defer s.RUnlock()
	return s.items[k]
}

func (s *Embedded) Set(k string, v int) {
	s.Lock()
	defer s.Unlock()
	s.items[k] = v
}

func (s *Embedded) Delete(k string) {
	s.Lock()
	delete(s.items, k)
	s.Unlock()
}

// Two has two, which guard one map each.
type Two struct {
	a, b Mutex
	x, y map[string]int
}

func (t *Two) SetX(k string) { t.a.Lock(); t.x[k]++; t.a.Unlock() }
func (t *Two) SetY(k string) { t.b.Lock(); t.y[k]++; t.b.Unlock() }
func (t *Two) LenX() int     { t.a.Lock(); defer t.a.Unlock(); return len(t.x) }
func (t *Two) LenY() int     { t.b.Lock(); defer t.b.Unlock(); return len(t.y) }
func (t *Two) DelY(k string) { t.b.Lock(); delete(t.y, k); t.b.Unlock() }
