package lostupdate

import "sync"

type link struct{ name string }

func (l *link) Close() error { return nil }

// peers is changed by its goroutine and by everybody.
type peers struct {
	mu    sync.RWMutex
	conns map[string]*link
	add   chan string
}

func newPeers() *peers {
	p := &peers{conns: map[string]*link{}, add: make(chan string)}
	go p.loop()
	return p
}

func (p *peers) loop() {
	for name := range p.add {
		p.dial(name)
	}
}

// Dial does what the goroutine does, at once.
func (p *peers) Dial(name string) { p.dial(name) }

func (p *peers) dial(name string) {
	p.mu.RLock()
	_, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		return
	}
	c := &link{name}
	p.mu.Lock()
	p.conns[name] = c // want `conflicts with writes by others since the look-up on line 33`
	p.mu.Unlock()
}

// names are filled by goroutines, one for each call.
type names struct {
	mu    sync.RWMutex
	conns map[string]*link
}

// Refresh starts one.
func (n *names) Refresh(name string) { go n.dial(name) }

func (n *names) dial(name string) {
	n.mu.RLock()
	_, ok := n.conns[name]
	n.mu.RUnlock()
	if ok {
		return
	}
	c := &link{name}
	n.mu.Lock()
	n.conns[name] = c // want `conflicts with writes by others since the look-up`
	n.mu.Unlock()
}
