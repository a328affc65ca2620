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
	return s.names.Has(name) // want `read of s\.names without s\.mu`
}

func (s *Server) Size(name string) int {
	return s.sizes.Get(name) // want `read of s\.sizes without s\.mu`
}

func Collect(names []string) []string {
	all := sets.New[string]()
	for _, n := range names {
		go func() { all.Insert(n) }() // want `this call's write to s at sets\.go:\d+ conflicts with the range`
	}
	return all.List()
}
