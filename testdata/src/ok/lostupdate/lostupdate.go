// Package lostupdate has two critical sections of one lock that belong together
// and lose nothing.
package lostupdate

import (
	"strings"
	"sync"
)

type conn struct{ target string }

func (c *conn) Close() error { return nil }

func dial(target string) *conn { return &conn{target: target} }

// A Pool looks again before it stores.
type Pool struct {
	dialing sync.Mutex
	mu      sync.RWMutex
	conns   map[string]*conn
	pending map[string]bool
}

// Get keeps the connection that was stored first.
func (p *Pool) Get(name string) *conn {
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		return c
	}
	c = dial(name)
	p.mu.Lock()
	defer p.mu.Unlock()
	if old, ok := p.conns[name]; ok {
		_ = c.Close()
		return old
	}
	p.conns[name] = c
	return c
}

// GetOne lets one caller at a time dial.
func (p *Pool) GetOne(name string) *conn {
	p.dialing.Lock()
	defer p.dialing.Unlock()
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		return c
	}
	c = dial(name)
	p.mu.Lock()
	p.conns[name] = c
	p.mu.Unlock()
	return c
}

// GetNoted says in the first section what it is about to do.
func (p *Pool) GetNoted(name string) *conn {
	p.mu.Lock()
	c, ok := p.conns[name]
	if ok || p.pending[name] {
		p.mu.Unlock()
		return c
	}
	p.pending[name] = true
	p.mu.Unlock()
	c = dial(name)
	p.mu.Lock()
	p.conns[name] = c
	delete(p.pending, name)
	p.mu.Unlock()
	return c
}

// Replace does not care what was there.
func (p *Pool) Replace(name string) {
	p.mu.RLock()
	n := len(p.conns)
	p.mu.RUnlock()
	if n > 100 {
		return
	}
	c := dial(name)
	p.mu.Lock()
	p.conns[name] = c
	p.mu.Unlock()
}

type parsed struct{ words []string }

// A Memo keeps results, of which any two for one key are alike.
type Memo struct {
	mu sync.RWMutex
	m  map[string]*parsed
}

// Parse may compute a result twice.
func (m *Memo) Parse(s string) *parsed {
	m.mu.RLock()
	p, ok := m.m[s]
	m.mu.RUnlock()
	if ok {
		return p
	}
	p = &parsed{words: strings.Fields(s)}
	m.mu.Lock()
	m.m[s] = p
	m.mu.Unlock()
	return p
}
