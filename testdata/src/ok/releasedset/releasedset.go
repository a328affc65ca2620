// Package releasedset has maps in types of another package, whose methods read and write
// them.
package releasedset

import (
	"sync"

	"example.org/sets"
)

type Server struct {
	mu    sync.Mutex
	names sets.Set[string]
	sizes sets.Index
}

func (s *Server) Add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names.Insert(name)
	s.sizes.Put(name, len(name))
}

func (s *Server) Rename(from, to string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.names.Insert(to)
	s.sizes.Put(to, s.sizes.Get(from))
}

func (s *Server) Has(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.names.Has(name)
}

func (s *Server) Size(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sizes.Get(name)
}

func Collect(names []string) []string {
	all := sets.New[string]()
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, n := range names {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			all.Insert(n)
		})
	}
	wg.Wait()
	return all.List()
}
