// Package relock has functions that give up a lock which their callers hold, and
// take it again before they return.
package relock

import "sync"

type store struct {
	mu struct {
		sync.Mutex
		jobs     map[int]string
		flushing bool
	}
}

func (s *store) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.jobs[0] = "flush"
	s.mu.flushing = false
}

func (s *store) startFlush() {
	if !s.mu.flushing {
		s.mu.flushing = true
		go s.flush()
	}
}

// update calls f with s.mu held.
func (s *store) update(f func() error) error {
	if err := f(); err != nil {
		return err
	}
	return nil
}

// Ingest starts a goroutine in the callback, which gives up the lock for a while: that
// it can shows that it is called with the lock held.
func (s *store) Ingest(slow func() int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.update(func() error {
		s.startFlush()
		n := func() int {
			s.mu.Unlock()
			defer s.mu.Lock()
			return slow()
		}()
		for id := range s.mu.jobs {
			n += id
		}
		return nil
	})
}
