// Package gohelper: goroutines are started through a helper that is given a
// function.
package gohelper

import "sync"

type Server struct {
	wg  sync.WaitGroup
	mu  sync.Mutex
	ids map[string]int
}

func (s *Server) spawn(f func()) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		f()
	}()
}

func (s *Server) Put(k string) {
	s.mu.Lock()
	s.ids[k] = 1
	s.mu.Unlock()
}

func (s *Server) Get(k string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ids[k]
}

func (s *Server) Start(in chan string) {
	s.spawn(func() {
		for k := range in {
			delete(s.ids, k) // want `delete from s\.ids without s\.mu`
		}
	})
}
