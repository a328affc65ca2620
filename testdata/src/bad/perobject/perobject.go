// Package perobject holds goroutines that are started for each of many objects, and
// what these have in common.
//
// Category: shared-copy
package perobject

import (
	"errors"
	"sync"
	"time"
)

type sub struct {
	buckets []float64
	kinds   map[string]bool
}

type options struct {
	n   int
	sub sub
}

// with returns a copy, of which the map is still that of o.
func (o *options) with(n int) (options, error) {
	c := *o
	if n < 0 {
		return options{}, errors.New("negative")
	}
	c.n = n
	return c, nil
}

type Server struct {
	opts    *options
	mu      sync.Mutex
	tenants map[string]*tenant
}

func New() *Server {
	return &Server{opts: &options{sub: sub{kinds: map[string]bool{}}}, tenants: map[string]*tenant{}}
}

func (s *Server) Push(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.tenants[id]; !ok {
		s.tenants[id] = newTenant(s.opts)
	}
}

type tenant struct {
	n    int
	opts *options
	seen map[string]bool // of this tenant alone
	done chan struct{}
}

// newTenant starts a goroutine for each of many tenants; all share o.
func newTenant(o *options) *tenant {
	t := &tenant{opts: o, seen: map[string]bool{}, done: make(chan struct{})}
	go t.watch()
	return t
}

func (t *tenant) watch() {
	for {
		select {
		case <-time.After(time.Second):
			t.update()
		case <-t.done:
			return
		}
	}
}

func (t *tenant) update() {
	t.seen["x"] = true
	opts, err := t.opts.with(2)
	if err != nil {
		return
	}
	opts = t.adjust(opts)
	opts.n++
	t.n = opts.n
}

func (t *tenant) adjust(o options) options {
	o.sub.kinds["a"] = false // want `write to o\.sub\.kinds through a copy of its struct conflicts with the same write in another goroutine`
	o.sub.buckets = nil
	return o
}
