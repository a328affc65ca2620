// Package cause has several accesses that lack one lock.
package cause

import "sync"

type Store struct {
	mu   sync.RWMutex
	byID map[int]string
	ids  map[string]int
}

func (s *Store) Put(id int, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[id] = name
	s.ids[name] = id
}

func (s *Store) Get(id int, name string) (string, int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.byID[id], s.ids[name]
}

func (s *Store) Drop(id int, name string) {
	delete(s.byID, id) // want `delete from s\.byID without s\.mu conflicts .*; and 2 more: s\.ids on line 27, s\.ids on line 32$`
	delete(s.ids, name)
}

// Rename forgets the lock too.
func (s *Store) Rename(id int, name string) {
	s.ids[name] = id
}
