// Package heldtojoin starts goroutines under a lock and waits for them: what they do is
// done under that lock only if it is held from the start until the end of the wait.
package heldtojoin

import "sync"

// Panel has a map with a lock of its own.
type Panel struct {
	mu   sync.Mutex
	rows map[string]int
}

func (p *Panel) refresh(k string) {
	p.mu.Lock()
	p.rows[k]++
	p.mu.Unlock()
	for k := range p.rows { // want `range over p\.rows without p\.mu conflicts with the \w+ on line \d+`
		println(k)
	}
}

func (p *Panel) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.rows)
}

// Board gives its lock up before it waits.
type Board struct {
	mu     sync.RWMutex
	panels []*Panel
}

func (b *Board) Refresh(k string) {
	var wg sync.WaitGroup
	b.mu.Lock()
	for _, p := range b.panels {
		wg.Go(func() { p.refresh(k) })
	}
	b.mu.Unlock()
	wg.Wait()
}

func (b *Board) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.panels {
		p.clear()
	}
}

// Shelf gives its lock up for a while, and waits by a channel.
type Shelf struct {
	mu    sync.Mutex
	words map[string]int
}

func (s *Shelf) Count(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	done := make(chan bool)
	go func() {
		s.words[k]++ // want `write to s\.words without s\.mu conflicts with the \w+ on line \d+`
		done <- true
	}()
	s.pause()
	<-done
}

func (s *Shelf) pause() {
	s.mu.Unlock()
	println("pause")
	s.mu.Lock()
}

func (s *Shelf) Has(k string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.words[k] > 0
}

func (s *Shelf) Drop(k string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.words, k)
}

// Early gives its lock up on one of the ways to the wait.
type Early struct {
	mu    sync.Mutex
	words map[string]int
}

func (e *Early) Count(k string, long bool) {
	var wg sync.WaitGroup
	e.mu.Lock()
	wg.Add(1)
	go func() {
		defer wg.Done()
		e.words[k]++ // want `write to e\.words without e\.mu conflicts with the \w+ on line \d+`
	}()
	if long {
		e.mu.Unlock()
		println("long")
		e.mu.Lock()
	}
	wg.Wait()
	e.mu.Unlock()
}

func (e *Early) Has(k string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.words[k] > 0
}

func (e *Early) Drop(k string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.words, k)
}
