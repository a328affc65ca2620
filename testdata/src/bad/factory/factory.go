// Package factory gives the function away that makes its objects, as plugins do: who
// calls it calls their methods, too, through an interface and when they like.
package factory

import (
	"sync"

	"bad/factory/lib"
)

var initLock sync.Mutex

func init() { lib.Register("discovery", newDiscovery) }

type discovery struct {
	listeners map[string][]string
}

func newDiscovery(name string) (lib.Discovery, error) {
	initLock.Lock()
	defer initLock.Unlock()
	return &discovery{listeners: map[string][]string{}}, nil
}

func (d *discovery) Add(service, listener string) {
	initLock.Lock()
	defer initLock.Unlock()
	if _, ok := d.listeners[service]; !ok {
		d.listeners[service] = []string{listener}
	}
}

func (d *discovery) Changed(service string) int {
	n := 0
	for range d.listeners[service] { // want `read of d\.listeners without initLock conflicts with the \w+ on line \d+`
		n++
	}
	return n
}

// The lock of the embedded object hides behind that of the outer one.

type state struct {
	mu   sync.Mutex
	jobs map[string]bool
}

type build struct {
	*state
	mu    sync.Mutex
	count int
}

// Server has the states of all builds.
type Server struct{ states map[string]*state }

// Start adds a job.
func (s *Server) Start(name, job string) {
	st := s.states[name]
	st.mu.Lock()
	defer st.mu.Unlock()
	st.jobs[job] = true
}

// End removes a job.
func (s *Server) End(name, job string) {
	st := s.states[name]
	st.mu.Lock()
	defer st.mu.Unlock()
	delete(st.jobs, job)
}

// Run works on a job.
func (s *Server) Run(name string, work func(lib.Discovery)) {
	work(&build{state: s.states[name]})
}

func (b *build) Add(service, listener string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.count++
}

func (b *build) Changed(service string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := b.count
	for range b.jobs { // want `range over b\.jobs without b\.state\.mu conflicts with the \w+ on line \d+`
		n++
	}
	return n
}
