// A38: a fresh map is written while RLock is held.
//
// Safe because the map that is written was just made by this function and
// nobody else knows it; the shared map is only read.
//
// Naive mistake: to report every map write between RLock and RUnlock.
package locks

import (
	"maps"
	"sync"
)

type serfMember struct {
	time int
	tags map[string]string
}

type serfState struct {
	times map[string]int
	tags  map[string]map[string]string
}

type serfLike struct {
	mu      sync.RWMutex
	members map[string]*serfMember
}

func (s *serfLike) update(name string, t int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.members[name] = &serfMember{time: t, tags: map[string]string{"t": name}}
}

// state writes a local map.
func (s *serfLike) state() map[string]int {
	out := make(map[string]int, len(s.tagsOf("")))
	s.mu.RLock()
	defer s.mu.RUnlock()
	for k, m := range s.members {
		out[k] = m.time
	}
	return out
}

// full writes maps in a struct which it made.
func (s *serfLike) full() *serfState {
	s.mu.RLock()
	defer s.mu.RUnlock()
	st := &serfState{times: map[string]int{}, tags: map[string]map[string]string{}}
	for k, m := range s.members {
		st.times[k] = m.time
		st.tags[k] = map[string]string{}
		for t, v := range m.tags {
			st.tags[k][t] = v
		}
	}
	return st
}

func newSerfState() *serfState {
	return &serfState{times: map[string]int{}, tags: map[string]map[string]string{}}
}

func (st *serfState) record(name string, t int) { st.times[name] = t }

// viaConstructor gets the fresh map from a function and writes it in a method.
func (s *serfLike) viaConstructor() *serfState {
	st := newSerfState()
	s.mu.RLock()
	for k, m := range s.members {
		st.record(k, m.time)
	}
	delete(st.times, "self")
	s.mu.RUnlock()
	return st
}

func (s *serfLike) tagsOf(name string) map[string]string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	m := s.members[name]
	if m == nil {
		return nil
	}
	c := maps.Clone(m.tags)
	c["copied"] = "yes"
	return c
}

// cloneAll makes a second object under the RLock of the first.
func (s *serfLike) cloneAll() *serfLike {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := &serfLike{members: make(map[string]*serfMember, len(s.members))}
	for k, m := range s.members {
		c.members[k] = &serfMember{time: m.time, tags: maps.Clone(m.tags)}
	}
	return c
}

// UseA38 updates and takes snapshots in parallel.
func UseA38() int {
	s := &serfLike{members: map[string]*serfMember{}}
	for i, n := range []string{"a", "b"} {
		go s.update(n, i)
		go s.state()
		go s.full()
		go s.viaConstructor()
		go s.tagsOf(n)
		go s.cloneAll()
	}
	s.update("self", 9)
	st := s.full()
	st.times["mine"] = 1
	c := s.cloneAll()
	go c.update("self", 1)
	return len(s.state()) + len(s.viaConstructor().times) + len(st.times)
}
