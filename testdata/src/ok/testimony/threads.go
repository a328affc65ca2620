package testimony

import "sync"

// Board is written by its goroutine alone, which needs no lock for its reads.
type Board struct {
	mu     sync.Mutex
	scores map[string]int
	in     chan string
}

// Start starts the goroutine.
func (b *Board) Start() { go b.loop() }

func (b *Board) loop() {
	for s := range b.in {
		if b.scores[s] == 0 {
			continue
		}
		b.mu.Lock()
		b.scores[s]++
		b.mu.Unlock()
	}
}

// Score takes the lock.
func (b *Board) Score(s string) int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.scores[s]
}
