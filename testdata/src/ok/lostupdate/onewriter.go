package lostupdate

import "sync"

// Peers is changed by its own goroutine alone; the lock is there for those who ask.
type Peers struct {
	mu    sync.RWMutex
	conns map[string]*conn
	add   chan string
	drop  chan string
}

// NewPeers starts the goroutine.
func NewPeers() *Peers {
	p := &Peers{conns: map[string]*conn{}, add: make(chan string), drop: make(chan string)}
	go p.loop()
	return p
}

func (p *Peers) loop() {
	for {
		select {
		case name := <-p.add:
			p.dial(name)
		case name := <-p.drop:
			p.mu.Lock()
			delete(p.conns, name)
			p.mu.Unlock()
		}
	}
}

// Has asks.
func (p *Peers) Has(name string) bool {
	p.mu.RLock()
	defer p.mu.RUnlock()
	return p.conns[name] != nil
}

func (p *Peers) dial(name string) {
	p.mu.RLock()
	_, ok := p.conns[name]
	p.mu.RUnlock()
	if ok {
		return
	}
	c := dial(name)
	p.mu.Lock()
	p.conns[name] = c
	p.mu.Unlock()
}
