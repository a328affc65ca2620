// Package b43 holds idiom B43, what an atomic pointer or value holds is mutated
// in place: the load is atomic, the map behind it is the readers' map.
//
// Category: frozen-write
package b43

import (
	"maps"
	"sync"
	"sync/atomic"
)

type routes struct {
	p atomic.Pointer[map[string]int]
}

func newRoutes() *routes {
	r := new(routes)
	r.p.Store(&map[string]int{"/": 1})
	return r
}

func (r *routes) add(path string, h int) {
	m := *r.p.Load()
	m[path] = h // want `write to m`
}

func (r *routes) find(path string) int { return (*r.p.Load())[path] }

// Run finds while another goroutine adds.
func Run() int {
	r := newRoutes()
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.add("/a", 2)
	}()
	h := r.find("/")
	<-done
	return h
}

type settings struct {
	v atomic.Value // map[string]string
}

func (s *settings) set(k, val string) {
	s.v.Load().(map[string]string)[k] = val // want `write to`
}

func (s *settings) get(k string) string { return s.v.Load().(map[string]string)[k] }

// RunValue does the same with an atomic.Value.
func RunValue() string {
	s := new(settings)
	s.v.Store(map[string]string{"a": "1"})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.set("b", "2")
	}()
	val := s.get("a")
	<-done
	return val
}

type routesFixed struct {
	mu sync.Mutex // serialises the writers
	p  atomic.Pointer[map[string]int]
}

func newRoutesFixed() *routesFixed {
	r := new(routesFixed)
	r.p.Store(&map[string]int{"/": 1})
	return r
}

func (r *routesFixed) add(path string, h int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	m := maps.Clone(*r.p.Load())
	m[path] = h
	r.p.Store(&m)
}

func (r *routesFixed) find(path string) int { return (*r.p.Load())[path] }

// RunFixed writes a clone and stores it.
func RunFixed() int {
	r := newRoutesFixed()
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.add("/a", 2)
	}()
	h := r.find("/")
	<-done
	return h
}

type settingsFixed struct {
	mu sync.Mutex   // serialises the writers
	v  atomic.Value // map[string]string
}

func (s *settingsFixed) set(k, val string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := map[string]string{}
	for k, v := range s.v.Load().(map[string]string) {
		next[k] = v
	}
	next[k] = val
	s.v.Store(next)
}

func (s *settingsFixed) get(k string) string { return s.v.Load().(map[string]string)[k] }

// RunValueFixed does the same with an atomic.Value.
func RunValueFixed() string {
	s := new(settingsFixed)
	s.v.Store(map[string]string{"a": "1"})
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.set("b", "2")
	}()
	val := s.get("a")
	<-done
	return val
}
