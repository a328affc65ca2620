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
	p.conns[name] = c // want `may replace what others have stored since the look-up on line 33`
	p.mu.Unlock()
}
