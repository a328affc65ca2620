// A26: a lock per key, fetched from a map that has a lock of its own.
//
// Safe because the map of locks is used under its mutex only, and the objects
// behind the keys are used under the lock of the key.
//
// Naive mistake: to call the returned pointer, an element of the locked map, a
// leak of the map; or to count the use of the element after Unlock as access.
package locks

import "sync"

// keyLocker hands out one mutex per key.
type keyLocker struct {
	mu sync.Mutex
	m  map[string]*sync.Mutex
}

func (l *keyLocker) get(k string) *sync.Mutex {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.m[k] == nil {
		l.m[k] = new(sync.Mutex)
	}
	return l.m[k]
}

func (l *keyLocker) forget(k string) {
	l.mu.Lock()
	delete(l.m, k)
	l.mu.Unlock()
}

func (l *keyLocker) with(k string, f func()) {
	km := l.get(k)
	km.Lock()
	defer km.Unlock()
	f()
}

// keyedEntry has the lock of the key next to the data of the key.
type keyedEntry struct {
	mu   sync.Mutex
	refs int // guarded by keyedStore.mu
	tags map[string]bool
}

type keyedStore struct {
	mu      sync.Mutex
	entries map[string]*keyedEntry
}

func (s *keyedStore) acquire(k string) *keyedEntry {
	s.mu.Lock()
	e, ok := s.entries[k]
	if !ok {
		e = &keyedEntry{tags: make(map[string]bool)}
		s.entries[k] = e
	}
	e.refs++
	s.mu.Unlock()
	e.mu.Lock()
	return e
}

func (s *keyedStore) release(k string, e *keyedEntry) {
	e.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.refs--; e.refs == 0 {
		delete(s.entries, k)
	}
}

func (s *keyedStore) tag(k, t string) {
	e := s.acquire(k)
	defer s.release(k, e)
	e.tags[t] = true
}

func (s *keyedStore) tagged(k, t string) bool {
	e := s.acquire(k)
	ok := e.tags[t]
	s.release(k, e)
	return ok
}

// UseA26 locks keys concurrently.
func UseA26() int {
	l := &keyLocker{m: map[string]*sync.Mutex{}}
	s := &keyedStore{entries: map[string]*keyedEntry{}}
	counts := [2]int{}
	var wg sync.WaitGroup
	for _, k := range []string{"a", "b", "a"} {
		wg.Go(func() { l.with(k, func() {}) })
		wg.Go(func() { l.get(k) })
		go s.tag(k, "x")
		go s.tagged(k, "x")
	}
	l.with("a", func() { counts[0]++ })
	s.tag("a", "y")
	wg.Wait()
	go l.forget("b")
	l.forget("a")
	if s.tagged("a", "y") {
		counts[1]++
	}
	return counts[0] + counts[1]
}
