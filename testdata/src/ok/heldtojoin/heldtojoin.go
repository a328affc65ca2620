// Package heldtojoin starts goroutines under a lock and waits for them while it holds
// that lock: what they do is done under it.
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
	for k := range p.rows {
		println(k)
	}
}

func (p *Panel) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	clear(p.rows)
}

// Board holds its lock until all have ended.
type Board struct {
	mu     sync.RWMutex
	panels []*Panel
}

func (b *Board) Refresh(k string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var wg sync.WaitGroup
	for _, p := range b.panels {
		wg.Go(func() { p.refresh(k) })
	}
	wg.Wait()
}

func (b *Board) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, p := range b.panels {
		p.clear()
	}
}

// Shelf holds its lock, on either way to the wait, and waits by a channel.
type Shelf struct {
	mu    sync.Mutex
	words map[string]int
}

func (s *Shelf) Count(k string, long bool) {
	s.mu.Lock()
	done := make(chan bool)
	go func() {
		s.words[k]++
		done <- true
	}()
	if long {
		println("long")
	}
	<-done
	s.mu.Unlock()
	s.pause()
}

func (s *Shelf) pause() {
	s.mu.Lock()
	s.mu.Unlock()
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
