// Package sibling holds maps that need no lock, beside others that have one.
package sibling

import "sync"

// Server registers its handlers before it serves.
type Server struct {
	mu       sync.Mutex
	conns    map[string]int
	stats    map[string]int
	handlers map[string]func()
}

// Handle registers a handler.
func (s *Server) Handle(name string, f func()) {
	s.handlers[name] = f
}

// Serve counts.
func (s *Server) Serve(name string) {
	f := s.handlers[name]
	s.mu.Lock()
	s.conns[name]++
	s.stats[name]++
	s.mu.Unlock()
	f()
}

// Close counts.
func (s *Server) Close(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.conns, name)
	delete(s.stats, name)
}

// Loop has a map of its own goroutine.
type Loop struct {
	mu    sync.Mutex
	conns map[string]int
	stats map[string]int
	seen  map[string]int
	in    chan string
}

// Run is the goroutine.
func (l *Loop) Run() {
	go func() {
		for name := range l.in {
			if l.seen[name] == 0 {
				l.seen[name] = len(name)
			}
			l.Add(name)
		}
	}()
}

// Add counts.
func (l *Loop) Add(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conns[name]++
	l.stats[name]++
}

// Drop counts.
func (l *Loop) Drop(name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.conns, name)
	delete(l.stats, name)
}

// Pair has but one map beside.
type Pair struct {
	mu    sync.Mutex
	conns map[string]int
	memo  map[string]int
}

// Get remembers.
func (p *Pair) Get(name string) int {
	n, ok := p.memo[name]
	if !ok {
		n = len(name)
		p.memo[name] = n
	}
	return n
}

// Put counts.
func (p *Pair) Put(name string) {
	if p.memo[name] == 0 {
		return
	}
	p.mu.Lock()
	p.conns[name]++
	p.mu.Unlock()
}

// Drop counts.
func (p *Pair) Drop(name string) {
	p.mu.Lock()
	delete(p.conns, name)
	p.mu.Unlock()
}
