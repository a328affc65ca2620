// Package lostupdate has look-ups and stores of one key in two critical sections:
// two goroutines both miss and both store, and the object of one of them is lost
// with all that its users have put into it.
//
// Category: lost-update
package lostupdate

import (
	"sync"
	"sync/atomic"
)

type conn struct{ target string }

func (c *conn) Close() error { return nil }

func (c *conn) Target() string { return c.target }

func dial(target string) (*conn, error) { return &conn{target: target}, nil }

type Pool struct {
	mu    sync.RWMutex
	conns map[string]*conn
}

func New() *Pool { return &Pool{conns: map[string]*conn{}} }

// Get looks under one lock and stores under another: two callers both dial,
// and the connection of one is lost without being closed.
func (p *Pool) Get(name, target string) (*conn, error) {
	p.mu.RLock()
	c, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		if c.Target() == target {
			return c, nil
		}
		_ = c.Close()
	}
	if p.Len() > 100 {
		return nil, nil
	}
	c, err := dial(target)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	p.conns[name] = c // want `write to p\.conns conflicts with writes by others since the look-up on line \d+; p\.mu is released in between`
	p.mu.Unlock()
	return c, nil
}

// Len looks under a lock of its own, which is no second look-up for Get.
func (p *Pool) Len() int {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return len(p.conns)
}

// Collect closes what it has found under an earlier lock: another may have
// removed it, or stored a new one.
func (p *Pool) Collect(dead func(string) bool) {
	p.mu.RLock()
	names := make([]string, 0, len(p.conns))
	for n := range p.conns {
		names = append(names, n)
	}
	p.mu.RUnlock()
	var gone []string
	for _, n := range names {
		if dead(n) {
			gone = append(gone, n)
		}
	}
	p.mu.Lock()
	for _, n := range gone {
		_ = p.conns[n].Close()
		delete(p.conns, n)
	}
	p.mu.Unlock()
}

type Head struct {
	mu sync.Mutex
	n  int
}

func (h *Head) Append(n int) {
	h.mu.Lock()
	h.n += n
	h.mu.Unlock()
}

type Heads struct {
	mu sync.RWMutex
	m  map[string]*Head
}

func (t *Heads) Append(user string, n int) {
	t.mu.RLock()
	if h, ok := t.m[user]; ok {
		h.Append(n)
		t.mu.RUnlock()
		return
	}
	t.mu.RUnlock()
	t.mu.Lock()
	h := &Head{}
	t.m[user] = h // want `write to t\.m conflicts with writes by others since the look-up on line \d+; t\.mu is released in between`
	h.Append(n)
	t.mu.Unlock()
}

func (t *Heads) Get(user string) *Head {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.m[user]
}

// Counts are read under one lock and written under another.
type Counts struct {
	mu sync.Mutex
	m  map[string]int
}

// Add loses what others add in between.
func (c *Counts) Add(k string, n int) {
	c.mu.Lock()
	old := c.m[k]
	c.mu.Unlock()
	if old+n < 0 {
		return
	}
	c.mu.Lock()
	c.m[k] = old + n // want `write to c\.m conflicts with writes by others since the look-up on line \d+; c\.mu is released in between`
	c.mu.Unlock()
}

// head is made by a function, and counts.
type head struct{ appended atomic.Int64 }

func newHead() *head { return &head{} }

type heads struct {
	locks   [4]sync.RWMutex
	tenants [4]map[string]*head
}

func (h *heads) add(i int, tenant string) {
	mu := &h.locks[i]
	mu.RLock()
	if t, ok := h.tenants[i][tenant]; ok {
		t.appended.Add(1)
		mu.RUnlock()
		return
	}
	mu.RUnlock()
	mu.Lock()
	defer mu.Unlock()
	t := newHead()
	h.tenants[i][tenant] = t // want `write to h\.tenants\[i\] conflicts with writes by others since the look-up on line \d+`
	t.appended.Add(1)
}
