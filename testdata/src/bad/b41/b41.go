// Package b41 holds idiom B41, pointer values of a locked map are modified
// after the unlock: the lock covers the table of entries, not the map inside
// each entry.
//
// Category: lock-leak
package b41

import "sync"

type entry struct {
	tags map[string]string
}

type store struct {
	mu sync.RWMutex
	m  map[string]*entry
}

func (s *store) touch(k, by string) {
	s.mu.RLock()
	e := s.m[k]
	s.mu.RUnlock()
	e.tags[by] = "seen" // want `write to e.tags conflicts with`
}

// Run touches one entry from several goroutines.
func Run() {
	s := &store{m: map[string]*entry{"a": {tags: map[string]string{}}}}
	var wg sync.WaitGroup
	for _, by := range []string{"x", "y", "z"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.touch("a", by)
		}()
	}
	wg.Wait()
}

type entryFixed struct {
	mu   sync.Mutex
	tags map[string]string
}

type storeFixed struct {
	mu sync.RWMutex
	m  map[string]*entryFixed
}

func (s *storeFixed) touch(k, by string) {
	s.mu.RLock()
	e := s.m[k]
	s.mu.RUnlock()
	e.mu.Lock()
	e.tags[by] = "seen"
	e.mu.Unlock()
}

// RunFixed has a lock in each entry.
func RunFixed() {
	s := &storeFixed{m: map[string]*entryFixed{"a": {tags: map[string]string{}}}}
	var wg sync.WaitGroup
	for _, by := range []string{"x", "y", "z"} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.touch("a", by)
		}()
	}
	wg.Wait()
}
