// Package elements: the maps in a map are guarded by the lock of the outer one.
package elements

import "sync"

type sender interface{ send(b []byte) error }

// many is a sender that has several.
type many map[sender]int

func (m many) max() (n int) {
	for _, v := range m {
		n = max(n, v)
	}
	return n
}

func (m many) send(b []byte) error {
	var best sender
	low := 0
	for s, v := range m { // not under Server.mu // want `range over m \(mesh\) without (\w+\.)?mu conflicts with the \w+ on line \d+`
		if best == nil || v < low {
			best, low = s, v
		}
	}
	return best.send(b)
}

type Server struct {
	mu    sync.Mutex
	local map[string]bool
	mesh  map[string]sender // many, if there are several
}

func New() *Server { return &Server{local: map[string]bool{}, mesh: map[string]sender{}} }

func (s *Server) Add(dst string, to sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if prev, ok := s.mesh[dst]; ok {
		if m, ok := prev.(many); ok {
			m[to] = m.max() + 1
			return
		}
		to = many{prev: 1, to: 2}
	}
	s.mesh[dst] = to
}

func (s *Server) Remove(dst string, to sender) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.mesh[dst].(many); ok {
		delete(m, to)
		return
	}
	delete(s.mesh, dst)
}

func (s *Server) Send(dst string, b []byte) error {
	var to sender
	s.mu.Lock()
	if !s.local[dst] {
		to = s.mesh[dst]
	}
	s.mu.Unlock()
	if to != nil {
		return to.send(b)
	}
	return nil
}
