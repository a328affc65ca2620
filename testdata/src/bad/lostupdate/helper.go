package lostupdate

import "sync"

type worker interface {
	Start()
	Stop()
}

// Workers has a worker for each name.
type Workers struct {
	mu      sync.RWMutex
	workers map[string]worker
	names   map[string]string
}

func (p *Workers) get(name string) (worker, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	w, ok := p.workers[name]
	return w, ok
}

// For looks by a helper that gives the lock back.
func (p *Workers) For(name string, mk func() worker) worker {
	if w, ok := p.get(name); ok {
		return w
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w := mk()
	p.workers[name] = w // want `write to p\.workers conflicts with writes by others since the look-up on line 26; p\.mu is released in between`
	return w
}

// ForFixed looks again.
func (p *Workers) ForFixed(name string, mk func() worker) worker {
	if w, ok := p.get(name); ok {
		return w
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if w, ok := p.workers[name]; ok {
		return w
	}
	w := mk()
	p.workers[name] = w
	return w
}

// Reset does not care what is there.
func (p *Workers) Reset(name string, mk func() worker) {
	old, ok := p.get(name)
	w := mk()
	p.mu.Lock()
	p.workers[name] = w
	p.mu.Unlock()
	if ok {
		old.Stop()
	}
}

func (p *Workers) alias(name string) (string, bool) {
	p.mu.RLock()
	defer p.mu.RUnlock()
	s, ok := p.names[name]
	return s, ok
}

// Alias stores a value of which any two are alike.
func (p *Workers) Alias(name string) string {
	if s, ok := p.alias(name); ok {
		return s
	}
	s := name + "'"
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[name] = s
	return s
}
