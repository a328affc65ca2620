// Package b70 holds idiom B70, the lock is dropped inside the range body: every
// step of the iteration and every access holds the lock, so it is no data race
// and nothing is reported, but the loop sees whatever came in between.
//
// Category: none
package b70

import "sync"

type session struct{ open bool }

func (s *session) close() { s.open = false }

type pool struct {
	mu sync.Mutex
	m  map[string]*session
}

func (p *pool) add(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[k] = &session{open: true}
}

func (p *pool) sweep() {
	p.mu.Lock()
	for k, s := range p.m {
		p.mu.Unlock()
		s.close()
		p.mu.Lock()
		delete(p.m, k)
	}
	p.mu.Unlock()
}

// Run adds while it sweeps.
func Run() {
	p := &pool{m: map[string]*session{}}
	p.add("a")
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.add("b")
	}()
	p.sweep()
	<-done
}

type poolFixed struct {
	mu sync.Mutex
	m  map[string]*session
}

func (p *poolFixed) add(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.m[k] = &session{open: true}
}

func (p *poolFixed) sweep() {
	p.mu.Lock()
	old := p.m
	p.m = map[string]*session{}
	p.mu.Unlock()
	for _, s := range old {
		s.close()
	}
}

// RunFixed takes the whole map out.
func RunFixed() {
	p := &poolFixed{m: map[string]*session{}}
	p.add("a")
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.add("b")
	}()
	p.sweep()
	<-done
}
