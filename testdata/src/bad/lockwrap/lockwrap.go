// Package lockwrap: a lock of a type of the project, which wraps a mutex,
// guards as the mutex does.
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
	delete(s.items, k) // no lock // want `delete from s\.items without s\.mu conflicts with the \w+ on line \d+`
}

func (s *Store) All() map[string]int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.items // leaves its lock // want `return of s\.items without a copy conflicts with the \w+ on line \d+; .* without s\.mu`
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
	delete(s.items, k) // no lock // want `delete from s\.items without s conflicts with the \w+ on line \d+`
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
func (t *Two) DelY(k string) { t.a.Lock(); delete(t.y, k); t.a.Unlock() } // the wrong one // want `delete from t\.y without t\.b conflicts with the \w+ on line \d+`
