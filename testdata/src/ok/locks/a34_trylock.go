// A34: TryLock.
//
// Safe because a successful TryLock is equivalent to Lock, and the accesses are
// on the successful branch only.
//
// Naive mistake: to ignore TryLock altogether, or to take the lock for held
// on neither branch because the result must be looked at.
package locks

import (
	"sync"
	"time"
)

type tryStore struct {
	mu sync.Mutex
	m  map[string]bool
}

func (s *tryStore) tryPut(k string) bool {
	if !s.mu.TryLock() {
		return false
	}
	defer s.mu.Unlock()
	s.m[k] = true
	return true
}

func (s *tryStore) tryDrop(k string) {
	if s.mu.TryLock() {
		delete(s.m, k)
		s.mu.Unlock()
	}
}

func (s *tryStore) putSoon(k string) {
	for !s.mu.TryLock() {
		time.Sleep(time.Microsecond)
	}
	s.m[k] = true
	s.mu.Unlock()
}

func (s *tryStore) tryElseLock(k string) {
	ok := s.mu.TryLock()
	if !ok {
		s.mu.Lock()
	}
	s.m[k] = ok
	s.mu.Unlock()
}

func (s *tryStore) has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.m[k]
}

// tryRW tries the read side.
type tryRW struct {
	rw sync.RWMutex
	m  map[string]int
}

func (t *tryRW) peek(k string) (int, bool) {
	if !t.rw.TryRLock() {
		return 0, false
	}
	defer t.rw.RUnlock()
	v, ok := t.m[k]
	return v, ok
}

func (t *tryRW) set(k string, v int) {
	t.rw.Lock()
	defer t.rw.Unlock()
	t.m[k] = v
}

// assertHeld uses TryLock only to make sure that the lock is held.
func (s *tryStore) assertHeld() {
	if s.mu.TryLock() {
		s.mu.Unlock()
		panic("lock is not held")
	}
}

// count is called with the lock held.
func (s *tryStore) count() int {
	s.assertHeld()
	return len(s.m)
}

// UseA34 mixes trying and waiting.
func UseA34() int {
	s := &tryStore{m: map[string]bool{}}
	t := &tryRW{m: map[string]int{}}
	for i, k := range []string{"a", "b"} {
		go s.tryPut(k)
		go s.tryDrop(k)
		go s.putSoon(k)
		go s.tryElseLock(k)
		go s.has(k)
		go t.peek(k)
		go t.set(k, i)
	}
	s.tryPut("z")
	s.putSoon("y")
	t.set("z", 1)
	s.mu.Lock()
	n := s.count()
	s.mu.Unlock()
	v, _ := t.peek("z")
	return n + v
}
