// Package relock has a function that gives up a lock which its caller holds, and uses
// the map before it has taken the lock again.
package relock

import "sync"

type store struct {
	mu   sync.Mutex
	jobs map[int]string
}

func (s *store) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[0] = "flush"
}

// Ingest starts a goroutine and gives up the lock in the callback.
func (s *store) Ingest(slow func() int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.update(func() error {
		go s.flush()
		s.mu.Unlock()
		n := slow()
		for id := range s.jobs { // want `range over s.jobs without s\.mu conflicts with the write on line 15`
			n += id
		}
		s.mu.Lock()
		return nil
	})
}

func (s *store) update(f func() error) error { return f() }
