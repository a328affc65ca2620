// Package uniq has handles of package unique as keys: they change nothing about the map.
//
// Category: read-write
package uniq

import (
	"sync"
	"unique"
)

// Names counts names.
type Names struct {
	mu sync.Mutex
	n  map[unique.Handle[string]]int
}

func (s *Names) Add(name string) {
	h := unique.Make(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n[h]++
}

func (s *Names) Del(name string) {
	h := unique.Make(name)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.n, h)
}

func (s *Names) Get(name string) int {
	return s.n[unique.Make(name)] // want `read of s\.n without s\.mu conflicts with`
}
