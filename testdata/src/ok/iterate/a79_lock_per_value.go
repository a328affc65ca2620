// A79: a map of pointers: the map has one lock, each value has its own.
//
// Safe because the map is used under the map's lock, and the fields of a value
// (its inner map among them) under the value's lock.
//
// Naive mistake: to call the element that leaves the critical section a leak of
// the map, or to want the map's lock for the inner map.
package iterate

import (
	"sync"
	"time"
)

type ownLockConn struct {
	mu   sync.Mutex
	last time.Time
	subs map[string]int
}

func (c *ownLockConn) subscribe(s string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.subs[s]++
	c.last = time.Now()
}

func (c *ownLockConn) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.subs)
}

type ownLockServer struct {
	mu    sync.RWMutex
	conns map[string]*ownLockConn
}

func (s *ownLockServer) touch(id, sub string) {
	s.mu.RLock()
	c := s.conns[id]
	s.mu.RUnlock()
	if c == nil {
		return
	}
	c.mu.Lock()
	c.last = time.Now()
	delete(c.subs, sub)
	c.mu.Unlock()
}

// conn returns an element.
func (s *ownLockServer) conn(id string) *ownLockConn {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.conns[id]
	if !ok {
		c = &ownLockConn{subs: map[string]int{}}
		s.conns[id] = c
	}
	return c
}

func (s *ownLockServer) drop(id string) {
	s.mu.Lock()
	delete(s.conns, id)
	s.mu.Unlock()
}

// total takes the locks of the values inside of the map's lock.
func (s *ownLockServer) total() (n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	for _, c := range s.conns {
		n += c.count()
	}
	return n
}

// totalOutside collects the values first.
func (s *ownLockServer) totalOutside() (n int) {
	s.mu.RLock()
	all := make([]*ownLockConn, 0, len(s.conns))
	for _, c := range s.conns {
		all = append(all, c)
	}
	s.mu.RUnlock()
	for _, c := range all {
		c.mu.Lock()
		n += len(c.subs)
		c.mu.Unlock()
	}
	return n
}

// UseA79 uses server and connections concurrently.
func UseA79() int {
	s := &ownLockServer{conns: map[string]*ownLockConn{}}
	for _, id := range []string{"a", "b"} {
		go s.touch(id, "x")
		go func() { s.conn(id).subscribe("x") }()
		go s.conn(id).count()
		go s.total()
		go s.totalOutside()
		go s.drop(id)
	}
	c := s.conn("z")
	go c.subscribe("y")
	c.subscribe("x")
	s.touch("z", "x")
	return c.count() + s.total() + s.totalOutside()
}
